import { notFound } from '../../../kit/service/errors.ts'
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
    const some = [...this.#bySlug.keys()].sort().slice(0, 10).join(', ')
    const hint = near ? `did you mean "${near}"?` : some ? `there are: ${some}` : 'there are none yet'
    throw notFound('reports.unknown-component', `no component is called "${name}"; ${hint}`)
  }
}
