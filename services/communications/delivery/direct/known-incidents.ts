import type { Incident } from '../../../../contracts/incidents/incidents.ts'

/** What ended longer ago is never taken up again. */
const keptMs = 3_600_000

/** The incidents that are open or were a moment ago, in memory: they must be known also while nothing can be read. */
export class KnownIncidents {
  readonly #byId = new Map<string, Incident>()
  readonly #predicted = new Set<string>()

  /** Events come late and twice: the higher revision is newer, and what was published is truer than a prediction. */
  record(incident: Incident): void {
    const known = this.#byId.get(incident.id)
    if (known && known.revision > incident.revision && !this.#predicted.has(incident.id)) return
    this.#predicted.delete(incident.id)
    this.#byId.set(incident.id, incident)
  }

  predict(incident: Incident): void {
    this.#predicted.add(incident.id)
    this.#byId.set(incident.id, incident)
  }

  /** The open one of the component, else the one that ended last. */
  of(component: string): Incident | undefined {
    const mine = [...this.#byId.values()].filter(
      one => one.component?.slug === component || one.components.some(({ slug }) => slug === component),
    )
    return (
      mine.find(({ status }) => status !== 'resolved') ??
      mine.toSorted((a, b) => ((a.resolved_at ?? '') < (b.resolved_at ?? '') ? 1 : -1))[0]
    )
  }

  forgetOld(now: number): void {
    for (const { id, resolved_at } of this.#byId.values()) {
      if (resolved_at === null || now - Date.parse(resolved_at) <= keptMs) continue
      this.#byId.delete(id)
      this.#predicted.delete(id)
    }
  }
}
