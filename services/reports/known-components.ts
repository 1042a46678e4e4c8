import { notFound } from '../../kit/errors.ts'
import { nearest } from '../../kit/sentence.ts'
import type { KnownComponent } from './component-store.ts'

/** The copy in memory: every report asks it. */
export class KnownComponents {
  readonly #byId = new Map<string, KnownComponent>()
  readonly #bySlug = new Map<string, KnownComponent>()

  keep(component: KnownComponent): void {
    const before = this.#byId.get(component.id)
    if (before && this.#bySlug.get(before.slug) === before) this.#bySlug.delete(before.slug)
    this.#byId.set(component.id, component)
    if (!component.archived) this.#bySlug.set(component.slug, component)
  }

  find(id: string): KnownComponent | undefined {
    return this.#byId.get(id)
  }

  all(): readonly KnownComponent[] {
    return [...this.#bySlug.values()]
  }

  /** By id or slug. */
  named(name: string): KnownComponent {
    const found = this.#bySlug.get(name) ?? this.#byId.get(name)
    if (found && !found.archived) return found
    const near = nearest(name, [...this.#bySlug.keys()])
    const some = [...this.#bySlug.keys()].sort().slice(0, 10).join(', ')
    const hint = near ? `did you mean "${near}"?` : some ? `there are: ${some}` : 'there are none yet'
    throw notFound('reports.unknown-component', `no component is called "${name}"; ${hint}`)
  }
}
