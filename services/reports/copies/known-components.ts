import { say } from '../../../contracts/messages/words.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { nearest } from '../../../kit/service/validation-message.ts'

/** A component as the incidents service published it last. */
export type KnownComponent = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly group: string | null
  readonly critical: boolean
  readonly maintained: boolean
}

/** The copy in memory: every report asks it. */
export class KnownComponents {
  readonly #byId = new Map<string, KnownComponent>()
  readonly #bySlug = new Map<string, KnownComponent>()

  keep(component: KnownComponent, gone: boolean): void {
    const before = this.#byId.get(component.id)
    if (before && this.#bySlug.get(before.slug) === before) this.#bySlug.delete(before.slug)
    this.#byId.set(component.id, component)
    if (!gone) this.#bySlug.set(component.slug, component)
  }

  find(id: string): KnownComponent | undefined {
    return this.#byId.get(id)
  }

  all(): readonly KnownComponent[] {
    return [...this.#bySlug.values()]
  }

  named(name: string): KnownComponent {
    const slug = this.#byId.get(name)?.slug ?? name
    const found = this.#bySlug.get(slug)
    if (found && (found.slug === name || found.id === name)) return found
    const near = nearest(name, [...this.#bySlug.keys()])
    const names = [...this.#bySlug.keys()].sort().slice(0, 10)
    const known = names.length > 0 ? say('hint.there-are', { names }) : say('hint.none-yet')
    const hint = near ? say('hint.meant', { word: near }) : known
    throw notFound('reports.unknown-component', { name, hint })
  }
}
