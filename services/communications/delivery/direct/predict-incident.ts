import type { ComponentRef, Impact } from '../../../../contracts/common-schemas.ts'
import { numberOf } from '../../../../contracts/incidents/incident-number.ts'
import type { Incident, TimelineEntry } from '../../../../contracts/incidents/incidents.ts'
import type { PresentSignal } from '../../../../contracts/incidents/present-signals.ts'
import { inEnglish, say, told } from '../../../../contracts/messages/words.ts'
import type { Message } from '../../../../kit/messages/message.ts'

export type Prediction = {
  readonly component: ComponentRef
  /** As incidents has it. */
  readonly reopen_within_ms: number
}

const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical']
const severityRank = (impact: Impact): number => impacts.indexOf(impact)
const isTrouble = ({ signal }: PresentSignal): boolean => signal.state === 'down' || signal.state === 'degraded'

/**
 * What incidents will make of the signals of one component once it can store them: the incident that is opened, gets worse
 * or is over; null when there is no news. It has the id and the number that it will have. `known`: as it was published last.
 */
export function predictIncident(
  known: Incident | undefined,
  present: readonly PresentSignal[],
  prediction: Prediction,
): Incident | null {
  const troubles = present.filter(isTrouble)
  if (troubles.length === 0) return resolved(known, present)
  const [worst] = troubles.toSorted((a, b) => severityRank(b.signal.impact) - severityRank(a.signal.impact))
  const [first] = troubles.toSorted((a, b) => Date.parse(a.signal.detected_at) - Date.parse(b.signal.detected_at))
  if (!worst || !first) return null
  if (!known) return opened(first, prediction)
  const { impact } = worst.signal
  if (known.status !== 'resolved') {
    return severityRank(impact) > severityRank(known.impact) ? { ...known, impact, revision: known.revision + 1 } : null
  }
  const calm = Date.parse(first.signal.started_at) - Date.parse(known.resolved_at ?? known.started_at)
  // Of what was over before that: only an outage that began afterwards is news.
  if (calm < 0) return null
  return calm <= prediction.reopen_within_ms ? reopened(known, first) : opened(first, prediction)
}

const troubleOf = ({ state }: PresentSignal['signal']) => (state === 'down' ? 'down' : 'degraded')

function opened({ signal, name, group, critical, url }: PresentSignal, { component }: Prediction): Incident | null {
  if (signal.episode === null) return null
  const { evidence, started_at, detected_at, impact, summary } = signal
  const first = evidence?.first_failure
  const title_i18n = say(`incident.${troubleOf(signal)}`, { name })
  return {
    id: signal.episode,
    number: numberOf(started_at),
    title: inEnglish(title_i18n),
    title_i18n,
    impact,
    started_at,
    detected_at,
    status: 'investigating',
    origin: 'signal',
    component,
    components: [component],
    acknowledged_at: null,
    resolved_at: null,
    duration_s: null,
    assignee: null,
    assignee_id: null,
    timeline: [line('opened', detected_at, title_i18n, 'investigating')],
    evidence,
    suspected_causes: [],
    url: evidence?.url ?? url,
    error: first?.reason ?? summary,
    http_code: first?.http_status ?? null,
    response_ms: first?.response_ms ?? null,
    group,
    critical,
    reopened: 0,
    revision: 1,
  }
}

function reopened(known: Incident, { signal, name }: PresentSignal): Incident {
  const { started_at, impact } = signal
  const message = say(`incident.${troubleOf(signal)}-again`, { name })
  return {
    ...known,
    status: 'investigating',
    resolved_at: null,
    duration_s: null,
    impact: severityRank(impact) > severityRank(known.impact) ? impact : known.impact,
    reopened: known.reopened + 1,
    revision: known.revision + 1,
    timeline: [...known.timeline, line('reopened', started_at, message, 'investigating')],
  }
}

/** Everything of the component is well again. What a person opened waits for the person. */
function resolved(known: Incident | undefined, present: readonly PresentSignal[]): Incident | null {
  if (!known || known.status === 'resolved' || known.origin !== 'signal') return null
  const ends = present.map(({ signal }) => signal.observed_at).filter(at => at > known.started_at)
  const resolved_at = ends.toSorted().at(-1)
  if (resolved_at === undefined) return null
  const duration_s = (Date.parse(resolved_at) - Date.parse(known.started_at)) / 1000
  const message = say('incident.back', { name: known.component?.name ?? known.title })
  return {
    ...known,
    status: 'resolved',
    resolved_at,
    duration_s,
    revision: known.revision + 1,
    timeline: [...known.timeline, line('resolved', resolved_at, message, 'resolved')],
  }
}

const line = (kind: string, at: string, message: Message, status: TimelineEntry['status']): TimelineEntry => ({
  at,
  kind,
  status,
  public: true,
  ...told(message),
  by: null,
})
