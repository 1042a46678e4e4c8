import type { ComponentRef, Impact, IncidentStatus } from '../../../contracts/common-schemas.ts'
import type { Incident, TimelineEntry } from '../../../contracts/incidents/incidents.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { inEnglish, say, told, wordOr } from '../../../contracts/messages/words.ts'
import { type Message, type Params, same } from '../../../kit/messages/message.ts'

/** One step in the life of an incident: stored and published as one. `entries` are new in its timeline. */
export type Change = {
  readonly event: 'opened' | 'updated' | 'resolved'
  readonly before: Incident
  readonly incident: Incident
  readonly entries: readonly TimelineEntry[]
}

type EntryParts = Pick<TimelineEntry, 'at' | 'kind' | 'message'> & Partial<TimelineEntry>

/** Who did something, and when. `by_id` when it was a user. */
export type Act = { readonly by: string; readonly by_id?: string; readonly at: string }

export function signed({ at, by, by_id }: Act): Pick<TimelineEntry, 'at' | 'by' | 'by_id'> {
  return { at, by, ...(by_id === undefined ? {} : { by_id }) }
}

export function entry(parts: EntryParts): TimelineEntry {
  return { status: null, public: false, by: null, ...parts }
}

/** As the program calls it; nothing where it is called that already. */
export function titled(
  title_i18n: Message,
  known: Message | null = null,
): Partial<Pick<Incident, 'title' | 'title_i18n'>> {
  return same(title_i18n, known) ? {} : { title: inEnglish(title_i18n), title_i18n }
}

/** What the program wrote into it, in that language; what people wrote stays as it is. */
export function wordedIn(language: Language, incident: Incident): Incident {
  const worded = <Said extends Pick<TimelineEntry, 'message' | 'message_i18n'>>(said: Said): Said => ({
    ...said,
    message: wordOr(said.message, said.message_i18n, language),
  })
  return {
    ...incident,
    title: wordOr(incident.title, incident.title_i18n, language),
    timeline: incident.timeline.map(worded),
    suspected_causes: incident.suspected_causes.map(worded),
  }
}

export function amend(
  incident: Incident,
  event: Change['event'],
  patch: Partial<Incident>,
  entries: readonly TimelineEntry[],
): Change {
  const timeline = [...incident.timeline, ...entries].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const next = { ...incident, ...patch, timeline, revision: incident.revision + 1 }
  return { event, before: incident, incident: next, entries }
}

/** An event, what it changes, and what is new in the timeline. */
export type Amendment = readonly [Change['event'], Partial<Incident>, readonly TimelineEntry[]]

/** One after the other; null changes nothing. */
export function amendAll(incident: Incident, amendments: readonly (Amendment | null)[]): Change[] {
  const changes: Change[] = []
  for (const amendment of amendments) {
    if (amendment) changes.push(amend(changes.at(-1)?.incident ?? incident, ...amendment))
  }
  return changes
}

export function isOpen({ status }: Pick<Incident, 'status'>): boolean {
  return status !== 'resolved'
}

export function secondsBetween(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from)) / 1000
}

export function resolution(incident: Pick<Incident, 'started_at'>, at: string): Partial<Incident> {
  const resolved_at = at > incident.started_at ? at : incident.started_at
  return { status: 'resolved', resolved_at, duration_s: secondsBetween(incident.started_at, resolved_at) }
}

export function reopening(incident: Incident): Partial<Incident> {
  return { status: 'investigating', resolved_at: null, duration_s: null, reopened: incident.reopened + 1 }
}

/** The words that other tools use for two of ours. */
export function statusNamed(name: IncidentStatus | 'open' | 'mitigated'): IncidentStatus {
  if (name === 'open') return 'investigating'
  return name === 'mitigated' ? 'monitoring' : name
}

export type NewIncident = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly impact: Impact
  readonly components: readonly ComponentRef[]
  readonly message: string
  readonly group: string | null
  readonly critical: boolean
  readonly suspected_causes: Incident['suspected_causes']
}

export function openByHand({ message, components, ...given }: NewIncident, who: Act): Change {
  const component = components[0] ?? null
  const patch: Partial<Incident> = { ...given, component, components: [...components], origin: 'api' }
  const line = entry({ ...signed(who), kind: 'opened', status: 'investigating', public: true, message })
  return amend(blank(who.at, given), 'opened', patch, [line])
}

/** What an incident is before anything is known of it. */
export function blank(at: string, { id, number }: Pick<Incident, 'id' | 'number'>): Incident {
  return {
    id,
    number,
    title: '',
    title_i18n: null,
    impact: 'none',
    component: null,
    components: [],
    status: 'investigating',
    origin: 'signal',
    started_at: at,
    detected_at: at,
    acknowledged_at: null,
    resolved_at: null,
    duration_s: null,
    assignee: null,
    timeline: [],
    evidence: null,
    suspected_causes: [],
    url: null,
    error: null,
    http_code: null,
    response_ms: null,
    group: null,
    critical: false,
    reopened: 0,
    revision: 0,
    assignee_id: null,
    roles: [],
    next_update_at: null,
    links: [],
    merged_into: null,
  }
}

/** null: somebody already did. */
export function acknowledge(incident: Incident, who: Act): Change | null {
  if (incident.acknowledged_at !== null) return null
  const line = entry({ ...signed(who), kind: 'acknowledged', ...told(say('incident.acknowledged', { by: who.by })) })
  return amend(incident, 'updated', { acknowledged_at: who.at }, [line])
}

/** What is resolved stays so, unless it comes back soon. */
export function mayMove(incident: Incident, status: IncidentStatus, at: string, reopen_within: number): boolean {
  if (incident.resolved_at === null || status === 'resolved') return true
  return secondsBetween(incident.resolved_at, at) <= reopen_within
}

export type Move = { readonly status: IncidentStatus; readonly message: string | undefined }

/** null: it has that status already and there is nothing to say about it. */
export function move(incident: Incident, { status, message }: Move, act: Act): Change | null {
  if (status === incident.status && message === undefined) return null
  const line = (kind: string, unsaid: Message) =>
    entry({ ...signed(act), kind, status, public: true, ...(message === undefined ? told(unsaid) : { message }) })
  const reached = say(`incident.${status}`)
  if (status === incident.status) return amend(incident, 'updated', {}, [line('status', reached)])
  if (status === 'resolved')
    return amend(incident, 'resolved', resolution(incident, act.at), [line('resolved', reached)])
  if (isOpen(incident)) return amend(incident, 'updated', { status }, [line('status', reached)])
  return amend(incident, 'updated', { ...reopening(incident), status }, [line('reopened', say('incident.reopened'))])
}

export type Note = { readonly kind: string; readonly message: string; readonly public: boolean }

export function annotate(incident: Incident, note: Note, who: Act): Change {
  return amend(incident, 'updated', {}, [entry({ ...signed(who), ...note })])
}

/** The entry says what is affected; what is new among it joins the incident. */
export function withUpdate(
  { event, before, incident, entries }: Change,
  affected: readonly ComponentRef[],
  next_update_at: string | null | undefined,
): Change {
  const joined = affected.filter(({ id }) => !incident.components.some(known => known.id === id))
  const components = [...incident.components, ...joined]
  const last = entries.at(-1)
  const said = last && affected.length > 0 ? { ...last, components: [...affected] } : last
  const replaced = (all: readonly TimelineEntry[]) => all.map(one => (one === last && said ? said : one))
  return {
    event,
    before,
    entries: replaced(entries),
    incident: {
      ...incident,
      components,
      component: components[0] ?? null,
      timeline: replaced(incident.timeline),
      next_update_at: isOpen(incident) ? (next_update_at ?? null) : null,
    },
  }
}

/** Somebody was deleted: what was done stays, the name goes, also out of the sentences that this program wrote. */
export function forgetPerson(
  incident: Incident,
  { id, name }: { readonly id: string; readonly name: string | null },
  instead: string,
): Incident {
  const written = ['acknowledged', 'assigned', 'role']
  const without = ({ by_id, ...line }: TimelineEntry): TimelineEntry => {
    const mine = by_id === id
    const names = [name, mine ? line.by : null].filter(one => one !== null).filter(Boolean)
    const said = written.includes(line.kind) ? withoutNames(line, names, instead) : line
    return { ...said, by: mine ? instead : line.by, ...(by_id === undefined ? {} : { by_id }) }
  }
  return {
    ...incident,
    assignee: incident.assignee_id === id ? instead : incident.assignee,
    roles: (incident.roles ?? []).map(role => (role.user_id === id ? { ...role, name: instead } : role)),
    timeline: incident.timeline.map(without),
  }
}

function withoutNames(line: TimelineEntry, names: readonly string[], instead: string): TimelineEntry {
  const message = names.reduce((text, name) => text.replaceAll(name, instead), line.message)
  if (!line.message_i18n) return { ...line, message }
  const { code, params = {} } = line.message_i18n
  const kept = Object.entries(params).map(([key, param]) => {
    const isNamed = typeof param === 'string' && names.includes(param)
    return [key, isNamed ? say('incident.deleted-user') : param] as const
  })
  return { ...line, ...told({ code, params: Object.fromEntries(kept) satisfies Params }) }
}

/** The wall clock was moved by so many milliseconds: what is open has lasted as long as before. */
export function moveTimes(incident: Incident, by: number, at: string): Change {
  const moved = (time: string) => new Date(Date.parse(time) + by).toISOString()
  const seconds = Math.round(by / 1000)
  const clock = say('incident.clock', { seconds: seconds > 0 ? `+${seconds}` : String(seconds) })
  const line = entry({ at, kind: 'clock', ...told(clock) })
  const patch = {
    started_at: moved(incident.started_at),
    detected_at: moved(incident.detected_at),
    acknowledged_at: incident.acknowledged_at && moved(incident.acknowledged_at),
  }
  const timeline = incident.timeline.map(old => ({ ...old, at: moved(old.at) }))
  return amend({ ...incident, timeline }, 'updated', patch, [line])
}
