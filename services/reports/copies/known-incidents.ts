/** A public incident, as far as reports must know of it. Times are ISO 8601 UTC. */
export type KnownIncident = {
  readonly id: string
  readonly components: readonly string[]
  readonly started_at: string
  readonly detected_at: string
  readonly resolved_at: string | null
  /** Reports opened it. */
  readonly ours: boolean
}

const minuteMs = 60_000
/** Those who read the news late report late. */
const echoAfterMinutes = 30
/** What lasts for days is the usual: then reports are learned from, and may raise an alarm, again. */
const longestMinutes = 1_440

/** Which minutes the public incidents of the last days cover; the newest copy of each stays. */
export class KnownIncidents {
  readonly #byId = new Map<string, KnownIncident>()

  keep(incident: KnownIncident, gone: boolean): void {
    if (gone) this.#byId.delete(incident.id)
    else this.#byId.set(incident.id, incident)
  }

  forgetResolvedBefore(at: string): void {
    for (const [id, { resolved_at }] of this.#byId) {
      if (resolved_at !== null && resolved_at < at) this.#byId.delete(id)
    }
  }

  /** Reports of this minute came after the public was told. What reports opened they may still make graver. */
  isEcho(component_id: string, minute: number): boolean {
    return this.#covers(component_id, minute, ({ detected_at, ours }) => (ours ? null : detected_at))
  }

  /** Something was wrong then, whether it was known already or not. */
  isTrouble(component_id: string, minute: number): boolean {
    return this.#covers(component_id, minute, ({ started_at }) => started_at)
  }

  #covers(component_id: string, minute: number, begin: (incident: KnownIncident) => string | null): boolean {
    return this.#byId.values().some(incident => {
      const began = begin(incident)
      if (began === null || !incident.components.includes(component_id)) return false
      const from = minuteOf(began)
      const until = incident.resolved_at === null ? Number.POSITIVE_INFINITY : minuteOf(incident.resolved_at)
      return minute >= from && minute <= Math.min(until + echoAfterMinutes, from + longestMinutes)
    })
  }
}

const minuteOf = (at: string): number => Math.floor(Date.parse(at) / minuteMs)
