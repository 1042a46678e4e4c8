import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListIncidents,
} from '../../../contracts/incidents/incidents.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import { minuteOf } from '../baselines/baseline.ts'
import type { Made } from '../deps.ts'

type Deps = Pick<Made, 'clock' | 'incidents'>

/** As long as minutes are kept to be learned from, and a day more. */
const keptMs = 9 * 86_400_000

export async function copyOfIncidents(deps: Deps, context: Context): Promise<ReadCopy<KnownIncident>> {
  const newsOf = (incident: Incident): News<KnownIncident> | undefined => {
    const { id, started_at, detected_at, resolved_at, revision } = incident
    if (resolved_at !== null && resolved_at < keptSince(deps.clock)) return undefined
    const components = incident.components.map(component => component.id)
    const ours = incident.evidence?.source === 'reports'
    return { key: id, version: revision, value: { id, components, started_at, detected_at, resolved_at, ours } }
  }
  const copy = new ReadCopy<KnownIncident>(
    {
      name: 'incidents',
      from: [IncidentOpened, IncidentUpdated, IncidentResolved].map(event => told(event, newsOf)),
      backfill: {
        page: listed(
          (call, query) => call(ListIncidents, { query: { ...query, from: keptSince(deps.clock) } }),
          newsOf,
        ),
      },
      label: ({ resolved_at }) => resolved_at ?? 'open',
    },
    context,
  )
  await copy.follow(({ value, gone }) => deps.incidents.keep(value, gone))
  return copy
}

export async function forgetIncidents(deps: Deps & Pick<Made, 'store'>, copy: ReadCopy<KnownIncident>): Promise<void> {
  const before = keptSince(deps.clock)
  await deps.store.transaction(() => copy.deleteLabelledBefore(before))
  deps.incidents.forgetResolvedBefore(before)
}

const keptSince = (clock: Clock): string => iso(clock.now() - keptMs)

/** A public incident, as far as reports must know of it. Times are ISO 8601 UTC. */
export type KnownIncident = {
  readonly id: string
  readonly components: readonly string[]
  readonly started_at: string
  readonly detected_at: string
  readonly resolved_at: string | null
  readonly ours: boolean
}

/** Those who learn of it late report late. */
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

  /** Reports of this minute came after the public knew. What reports opened they may still make worse. */
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
      const from = minuteOf(Date.parse(began))
      const until =
        incident.resolved_at === null ? Number.POSITIVE_INFINITY : minuteOf(Date.parse(incident.resolved_at))
      return minute >= from && minute <= Math.min(until + echoAfterMinutes, from + longestMinutes)
    })
  }
}
