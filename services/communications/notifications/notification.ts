import type { ComponentRef, Impact } from '../../../contracts/common-schemas.ts'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import type { Envelope } from '../../../kit/service/event.ts'

/**
 * What a channel can be notified of. `updated` is any change at all, and only for channels that carry events;
 * `acknowledged` is for pagers, which would go on calling; `said` is what somebody wrote for everybody.
 */
export type Topic = 'opened' | 'raised' | 'flapping' | 'acknowledged' | 'escalated' | 'said' | 'updated' | 'resolved'

/** One thing to tell through one channel. `cycle` counts reopenings: 0 is the first time. */
export type Notification = Transition & { readonly event: Envelope<Incident> }

/** What one channel has been told of one incident, or is about to be. `key` names it: nothing is told twice. */
export type SentNotification = {
  readonly key: string
  readonly topic: Topic
  readonly cycle: number
  readonly impact: Impact
  readonly revision: number
}

export type News = 'opened' | 'updated' | 'resolved' | 'announced' | 'maintenance' | 'contact'

/** Which incidents a channel wants to hear of. Empty lists want everything. */
export type When = {
  readonly impact?: readonly Impact[]
  readonly component?: readonly string[]
  readonly group?: readonly string[]
  readonly events?: readonly News[]
}

/** `alerts`: for pagers, which follow each incident from its beginning to its end. `news`: for everybody outside. */
export type Carries = 'messages' | 'events' | 'alerts' | 'news'

export type Audience = { readonly carries: Carries; readonly when: When }

const severityRank: Readonly<Record<Impact, number>> = { none: 0, minor: 1, major: 2, critical: 3 }

/**
 * What of the event is still due to this channel, in order. Events come twice, late and out of order, so this looks only
 * at the copy of the incident and at what was sent: a resolution that comes first sends the opening too, and what comes
 * after something newer sends nothing. Who got a beginning gets its end, whatever `when` says by then.
 */
export function dueNotifications(
  event: Envelope<Incident>,
  sent: readonly SentNotification[],
  { carries, when }: Audience,
): Notification[] {
  const incident = event.data
  if (sent.length === 0 && !matchesIncident(when, incident)) return []
  if (sent.some(one => one.revision >= incident.revision)) return []
  const turns = transitionsAfter(sent, incident)
  const wanted = turns.filter(({ topic }) => acceptsTopic(when, topic))
  // A program gets each revision once: as the transition that it is, else as an update.
  const isTurn = wanted.length > 0 || (turns.length > 0 && event.type !== IncidentUpdated.type)
  const more = isTurn && carries === 'events' ? [] : changes(incident, sent, carries)
  return [...wanted, ...more.filter(({ topic }) => acceptsTopic(when, topic))].map(turn => ({
    ...turn,
    event: eventOf(turn, event),
  }))
}

type Transition = { readonly key: string; readonly topic: Topic; readonly cycle: number }

const positionOf = ({ topic, cycle }: SentNotification): number => 2 * cycle + (topic === 'resolved' ? 1 : 0)

/** Openings and ends that came after the last one sent; a channel that knows nothing starts with the current cycle. */
function transitionsAfter(sent: readonly SentNotification[], incident: Incident): Transition[] {
  const last = sent.length === 0 ? 2 * incident.reopened - 1 : Math.max(...sent.map(positionOf))
  const now = 2 * incident.reopened + (incident.status === 'resolved' ? 1 : 0)
  const transitions: Transition[] = []
  for (let at = last + 1; at <= now; at += 1) {
    const topic = at % 2 === 0 ? 'opened' : 'resolved'
    const cycle = Math.floor(at / 2)
    transitions.push({ key: `${topic}/${cycle}`, topic, cycle })
  }
  return transitions
}

function changes(incident: Incident, sent: readonly SentNotification[], carries: Audience['carries']): Transition[] {
  const { reopened: cycle, revision, impact, status } = incident
  if (carries === 'events') return [{ key: `updated/${revision}`, topic: 'updated', cycle }]
  if (status === 'resolved') return []
  const known = sent.filter(one => one.cycle === cycle)
  if (carries === 'news') {
    const key = `said/${cycle}/${publicUpdates(incident).length}`
    return key.endsWith('/0') || known.some(one => one.key === key) ? [] : [{ key, topic: 'said', cycle }]
  }
  const transitions: Transition[] = []
  if (known.length > 0 && known.every(one => severityRank[one.impact] < severityRank[impact])) {
    transitions.push({ key: `raised/${cycle}/${impact}`, topic: 'raised', cycle })
  }
  const flapping = flappingKey(incident)
  if (flapping && !known.some(one => one.key === flapping))
    transitions.push({ key: flapping, topic: 'flapping', cycle })
  const acknowledged = `acknowledged/${cycle}`
  if (carries === 'alerts' && incident.acknowledged_at !== null && !known.some(one => one.key === acknowledged)) {
    transitions.push({ key: acknowledged, topic: 'acknowledged', cycle })
  }
  return transitions
}

const ownTopics = new Set(['opened', 'reopened', 'resolved', 'acknowledged', 'assigned'])

/** What people wrote for everybody, besides beginnings and ends. */
export const publicUpdates = ({ timeline }: Incident) =>
  timeline.filter(entry => entry.public && entry.by !== null && !ownTopics.has(entry.kind))

/** Once for every time that it began; a timeline goes on being written to while a component goes up and down. */
function flappingKey({ timeline, reopened }: Incident): string | null {
  const calm = timeline.findLastIndex(({ kind }) => kind === 'reopened' || kind === 'stable')
  if (timeline.findLastIndex(({ kind }) => kind === 'flapping') <= calm) return null
  return `flapping/${reopened}/${timeline.filter(({ kind }) => kind === 'stable').length}`
}

export function matchesIncident(when: When, incident: Incident): boolean {
  const components = [incident.component, ...incident.components].filter(component => component !== null)
  return (
    isEmptyOrSome(when.impact, impact => impact === incident.impact) &&
    isEmptyOrSome(when.group, group => incident.group !== null && sameName(group, incident.group)) &&
    isEmptyOrSome(when.component, name => components.some(component => isCalled(component, name)))
  )
}

function isEmptyOrSome<T>(wanted: readonly T[] | undefined, matches: (value: T) => boolean): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.some(matches)
}

function isCalled({ id, slug, name }: ComponentRef, wanted: string): boolean {
  return id === wanted || slug === wanted || sameName(name, wanted)
}

/** Also when one of them is written as a slug: `API Production`, `api-production`. */
export const sameName = (a: string, b: string): boolean => normalized(a) === normalized(b)

const normalized = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')

function acceptsTopic(when: When, topic: Topic): boolean {
  const news = topic === 'opened' || topic === 'resolved' ? topic : 'updated'
  return isEmptyOrSome(when.events, wanted => wanted === news)
}

const definitions = {
  opened: IncidentOpened,
  raised: IncidentUpdated,
  flapping: IncidentUpdated,
  acknowledged: IncidentUpdated,
  escalated: IncidentUpdated,
  said: IncidentUpdated,
  updated: IncidentUpdated,
  resolved: IncidentResolved,
} as const

/** The event itself when it is the one that says this; else one made from it, with the incident as it was at that turn. */
function eventOf(turn: Transition, event: Envelope<Incident>): Envelope<Incident> {
  const incident = incidentAt(event.data, turn)
  const { type } = definitions[turn.topic]
  if (incident === event.data && type === event.type) return event
  return { ...event, id: `${event.id}.${turn.topic}-${turn.cycle}`, type, data: incident }
}

function incidentAt(incident: Incident, { topic, cycle }: Transition): Incident {
  const resolved = topic === 'resolved'
  if (incident.reopened === cycle && (incident.status === 'resolved') === resolved) return incident
  const was: Incident = { ...incident, reopened: cycle, status: 'investigating', resolved_at: null, duration_s: null }
  if (!resolved) return was
  const ends = incident.timeline.filter(entry => entry.kind === 'resolved')
  const resolved_at = ends[cycle]?.at ?? incident.detected_at
  const duration_s = (Date.parse(resolved_at) - Date.parse(incident.started_at)) / 1000
  return { ...was, status: 'resolved', resolved_at, duration_s }
}
