import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import type { Incident, TimelineEntry } from '../../../contracts/incidents/incidents.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { refOf } from '../components/component.ts'
import {
  type Amendment,
  amendAll,
  blank,
  type Change,
  entry,
  isOpen,
  reopening,
  resolution,
  secondsBetween,
  titled,
} from '../lifecycle/incident.ts'
import { type Episode, worseImpact } from './episode.ts'

export type Begun = Episode & {
  readonly started_at: string
  readonly detected_at: string
  readonly worst: NonNullable<Episode['worst']>
}

/** The component in trouble, as incidents describe it. */
export type Subject = ComponentRef & {
  readonly group: string | null
  readonly critical: boolean
  readonly url: string | null
}

/** Beyond these the timeline of a flapping component says nothing new. */
const mostFlappingEntries = 50

export function isBegun(episode: Episode): episode is Begun {
  return episode.started_at !== null && episode.detected_at !== null && episode.worst !== null
}

/** The incident that the episode belongs to: the open one of its component, else one resolved so shortly before. */
export function incidentFor(
  { started_at, ended_at }: Begun,
  candidates: readonly Incident[],
  reopen_within: number,
): Incident | undefined {
  const within = (from: string, to: string) => Date.parse(to) - Date.parse(from) <= reopen_within * 1000
  const near = candidates.filter(incident => ended_at === null || within(ended_at, incident.started_at))
  return (
    near.find(isOpen) ??
    near
      // What a person opened, a person opens again.
      .filter(
        ({ origin, resolved_at, merged_into }) =>
          origin === 'signal' && !merged_into && resolved_at !== null && within(resolved_at, started_at),
      )
      .sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at))[0]
  )
}

/** The incident was closed, by a person or by a recovery, and now it is worse than it was then. */
export function isFresh(before: Episode, after: Begun, incident: Incident): boolean {
  if (isOpen(incident) || after.ended_at !== null) return false
  return before.ended_at !== null || before.worst !== after.worst
}

export type Places = {
  readonly candidates: readonly Incident[]
  /** Of the incident that is opened when none of these is the right one. */
  readonly identity: Pick<Incident, 'id' | 'number'>
  readonly suspected_causes: Incident['suspected_causes']
  readonly reopen_within: number
}

/** An episode that no incident has yet joins one, or opens one. */
export function placement(
  episode: Begun,
  places: Places,
  subject: Subject,
): { incident_id: string; changes: Change[] } {
  const { candidates, identity, suspected_causes, reopen_within } = places
  const known = incidentFor(episode, candidates, reopen_within)
  const { started_at, ended_at } = episode
  const begun = { status: 'investigating', origin: 'signal', started_at } as const
  const over = !known && ended_at ? recovery(begun, ended_at, say('incident.back', { name: subject.name })) : null
  const amendment = known ? joining(known, episode, subject) : opening(episode, subject)
  const incident = known ?? { ...blank(started_at, identity), suspected_causes }
  return { incident_id: incident.id, changes: amendAll(incident, [amendment, over]) }
}

export type Outage = {
  readonly before: Episode
  readonly after: Begun
  /** Of all episodes of the incident, as stored: how many go on, and when the last of the others ended. */
  readonly others: { readonly open: number; readonly last: string | null }
}

/** When what is new of the component was first seen. */
type News = { readonly subject: Subject; readonly at: string }

/** What is new about an episode that the incident already has. `farewell`: what to say should this end the incident. */
export function continuation(
  incident: Incident,
  { before, after, others }: Outage,
  { farewell, ...news }: News & { readonly farewell: Message },
): Change[] {
  const followed = following(incident, before, after, news)
  const ended = before.ended_at === null && others.open <= 1 ? after.ended_at : null
  const last = ended !== null && others.last !== null && others.last > ended ? others.last : ended
  const over = last === null ? null : recovery({ ...incident, ...followed?.[1] }, last, farewell)
  return amendAll(incident, [followed, over])
}

function opening(episode: Begun, subject: Subject): Amendment {
  const ref = refOf(subject)
  const trouble = troubleText(episode, subject)
  const patch = {
    ...titled(trouble),
    impact: episode.impact,
    component: ref,
    components: [ref],
    detected_at: episode.detected_at,
    group: subject.group,
    critical: subject.critical,
    ...whatFailed(episode, subject),
  }
  const opened = { at: episode.detected_at, kind: 'opened', status: 'investigating', public: true } as const
  const entries = [entry({ ...opened, ...told(trouble) }), detected(episode), ...flappingFrom(episode, subject)]
  return ['opened', patch, entries]
}

/** The episode becomes part of an incident that exists. */
export function joining(incident: Incident, episode: Begun, subject: Subject): Amendment {
  if (!isOpen(incident) && episode.ended_at === null) return reopened(incident, episode, subject)
  const raised = worseImpact(incident.impact, episode.impact) !== incident.impact
  const entries = [
    detected(episode),
    ...(raised ? [raise(episode, episode.detected_at, subject)] : []),
    ...flappingFrom(episode, subject),
  ]
  return ['updated', withFacts(lengthened(incident, episode), episode, subject), entries]
}

/** A late part of something that is over may end after it. */
function lengthened(incident: Incident, { ended_at }: Begun): Incident {
  const { resolved_at } = incident
  return resolved_at !== null && ended_at !== null && ended_at > resolved_at
    ? { ...incident, resolved_at: ended_at }
    : incident
}

function reopened(incident: Incident, episode: Begun, subject: Subject): Amendment {
  const again = { at: episode.started_at, kind: 'reopened', status: 'investigating', public: true } as const
  const message = told(say(`incident.${episode.worst}-again`, { name: subject.name }))
  const open = withFacts({ ...incident, ...reopening(incident) }, episode, subject)
  const patch = { ...open, ...whatFailed(episode, subject) }
  return ['updated', patch, [entry({ ...again, ...message }), detected(episode), ...flappingFrom(episode, subject)]]
}

/** Null when nothing is new. */
export function following(incident: Incident, before: Episode, after: Begun, news: News): Amendment | null {
  const next = withFacts(incident, after, news.subject, before)
  const entries = isOpen(incident) ? progress(incident, before, after, news) : []
  return entries.length > 0 || differs(incident, next) ? ['updated', next, entries] : null
}

const differs = (incident: Incident, next: Incident): boolean =>
  Object.entries(next).some(([key, value]) => incident[key as keyof Incident] !== value)

/** The component is described otherwise than before; null when its incident says nothing of what changed. */
export function description(
  incident: Incident,
  before: Subject,
  { name, url: newUrl, group, critical }: Subject,
): Amendment | null {
  if (incident.origin !== 'signal') return null
  const known = incident.title_i18n ?? null
  const title = known?.params?.name === before.name ? titled({ ...known, params: { name } }, known) : {}
  const next = { ...incident, ...title, url: incident.url ?? newUrl, group, critical }
  return differs(incident, next) ? ['updated', next, []] : null
}

/** Everything that failed is well again. A person's incident waits for the person. */
export function recovery(
  incident: Pick<Incident, 'status' | 'origin' | 'started_at'>,
  at: string,
  message: Message,
): Amendment | null {
  if (!isOpen(incident)) return null
  if (incident.origin === 'signal') {
    const patch = resolution(incident, at)
    const line = { at: patch.resolved_at ?? at, kind: 'resolved', status: 'resolved', public: true } as const
    return ['resolved', patch, [entry({ ...line, ...told(message) })]]
  }
  const status = 'monitoring'
  return ['updated', { status }, [entry({ at, kind: 'recovered', status, public: true, ...told(message) })]]
}

function progress(incident: Incident, before: Episode, after: Begun, { subject, at }: News): TimelineEntry[] {
  if (after.flapping && !before.flapping) return [flapping(at, subject)]
  const changed = after.state !== before.state
  if (after.flapping) {
    const enough = incident.timeline.filter(({ kind }) => kind === 'flapping').length >= mostFlappingEntries
    return changed && !enough ? [entry({ at, kind: 'flapping', ...told(stateText(after, subject)) })] : []
  }
  if (after.ended_at !== null) return []
  if (before.flapping)
    return [entry({ at, kind: 'stable', public: true, ...told(say('incident.stable', { name: subject.name })) })]
  if (after.worst !== before.worst) return [raise(after, at, subject)]
  return changed ? [entry({ at, kind: 'signal', public: true, ...told(stateText(after, subject)) })] : []
}

const troubleText = ({ worst }: Begun, { name }: Subject): Message => say(`incident.${worst}`, { name })

function stateText(episode: Begun, subject: Subject): Message {
  const { state, worst } = episode
  const { name } = subject
  if (state === 'up') return say('incident.back', { name })
  return state === 'degraded' && worst === 'down'
    ? say('incident.still-degraded', { name })
    : troubleText(episode, subject)
}

function flappingFrom(episode: Begun, subject: Subject): TimelineEntry[] {
  return episode.flapping ? [flapping(episode.detected_at, subject)] : []
}

function flapping(at: string, { name }: Subject): TimelineEntry {
  return entry({ at, kind: 'flapping', public: true, ...told(say('incident.flapping', { name })) })
}

function raise(episode: Begun, at: string, subject: Subject): TimelineEntry {
  return entry({ at, kind: 'impact', public: true, ...told(troubleText(episode, subject)) })
}

const detected = ({ detected_at, summary, summary_i18n }: Begun): TimelineEntry => {
  const said = { at: detected_at, kind: 'detected', message: summary }
  return entry(summary_i18n === null ? said : { ...said, message_i18n: summary_i18n })
}

/** `before`: the episode as the incident knew it. */
function withFacts(incident: Incident, episode: Begun, subject: Subject, before?: Episode): Incident {
  const first = (ours: string, theirs: string, known: string | null | undefined): string =>
    ours === known || theirs < ours ? theirs : ours
  const started_at = first(incident.started_at, episode.started_at, before?.started_at)
  const begins = started_at === episode.started_at
  const found =
    before === undefined ? started_at < incident.started_at : before.first_sequence !== episode.first_sequence
  return {
    ...incident,
    started_at,
    detected_at: first(incident.detected_at, episode.detected_at, before?.detected_at),
    duration_s: incident.resolved_at === null ? null : secondsBetween(started_at, incident.resolved_at),
    impact: worseImpact(incident.impact, episode.impact),
    critical: incident.critical || subject.critical,
    ...(incident.origin === 'signal' && episode.worst === 'down'
      ? titled(troubleText(episode, subject), incident.title_i18n)
      : {}),
    ...(episode.evidence && (incident.evidence === null || (begins && found)) ? whatFailed(episode, subject) : {}),
  }
}

function whatFailed(
  { evidence, summary, summary_i18n }: Begun,
  { url }: Subject,
): Pick<Incident, 'evidence' | 'url' | 'error' | 'error_i18n' | 'http_code' | 'response_ms'> {
  const first = evidence?.first_failure
  return {
    evidence,
    url: evidence?.url ?? url,
    error: first?.reason ?? summary,
    error_i18n: first?.reason ? (first.reason_i18n ?? null) : summary_i18n,
    http_code: first?.http_status ?? null,
    response_ms: first?.response_ms ?? null,
  }
}
