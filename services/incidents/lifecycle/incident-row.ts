import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import type { Incident, TimelineEntry } from '../../../contracts/incidents/incidents.ts'
import { wordOr } from '../../../contracts/messages/words.ts'
import { languages } from '../../../kit/messages/languages.ts'
import { fromColumn, toColumn } from '../../../kit/messages/message.ts'
import { secondsBetween } from './incident.ts'

type Json = 'title_i18n' | 'error_i18n' | 'evidence' | 'suspected_causes' | 'roles' | 'links'
type Apart = 'component' | 'components' | 'timeline' | 'critical' | 'assignee_id' | 'next_update_at' | 'merged_into'

export type IncidentFacts = Omit<Incident, Json | Apart> & {
  title_i18n: string | null
  error_i18n: string | null
  evidence: string | null
  suspected_causes: string
  roles: string | null
  links: string | null
  critical: number
  assignee_id: string | null
  next_update_at: string | null
  merged_into: string | null
  acknowledged_after_s: number | null
  search: string
}
export type IncidentRow = IncidentFacts & {
  number_stem: string
  number_rank: number
  file_stem: string
  file_rank: number
  file_revision: number
}
export type EntryRow = Omit<TimelineEntry, 'public' | 'message_i18n' | 'by_id' | 'components'> & {
  incident_id: string
  public: number
  message_i18n: string | null
  by_id: string | null
  components: string | null
}

export function toEntry(row: Omit<EntryRow, 'incident_id'>): TimelineEntry {
  const { at, kind, status, message, message_i18n, by, by_id, components } = row
  return {
    at,
    kind,
    status,
    public: row.public === 1,
    message,
    by,
    ...(message_i18n === null ? {} : { message_i18n: fromColumn(message_i18n) }),
    ...(by_id === null ? {} : { by_id }),
    ...(components === null ? {} : { components: JSON.parse(components) }),
  }
}

export function fromEntry(incident_id: string, { message_i18n, by_id, components, ...entry }: TimelineEntry) {
  return {
    ...entry,
    incident_id,
    public: Number(entry.public),
    message_i18n: message_i18n ? toColumn(message_i18n) : null,
    by_id: by_id ?? null,
    components: components ? JSON.stringify(components) : null,
  }
}

/** In the order in which people read it: this is what files and answers look like. */
export function toIncident(row: IncidentRow, components: ComponentRef[], timeline: TimelineEntry[]): Incident {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    title_i18n: row.title_i18n === null ? null : fromColumn(row.title_i18n),
    status: row.status,
    impact: row.impact,
    component: components[0] ?? null,
    components,
    origin: row.origin,
    started_at: row.started_at,
    detected_at: row.detected_at,
    acknowledged_at: row.acknowledged_at,
    resolved_at: row.resolved_at,
    duration_s: row.duration_s,
    assignee: row.assignee,
    assignee_id: row.assignee_id,
    roles: row.roles === null ? [] : JSON.parse(row.roles),
    next_update_at: row.next_update_at,
    links: row.links === null ? [] : JSON.parse(row.links),
    merged_into: row.merged_into,
    url: row.url,
    error: row.error,
    error_i18n: row.error_i18n === null ? null : fromColumn(row.error_i18n),
    http_code: row.http_code,
    response_ms: row.response_ms,
    group: row.group,
    critical: row.critical === 1,
    reopened: row.reopened,
    revision: row.revision,
    timeline,
    suspected_causes: JSON.parse(row.suspected_causes),
    evidence: row.evidence === null ? null : JSON.parse(row.evidence),
  }
}

export function toFacts({ component: _, components, timeline: __, ...incident }: Incident): IncidentFacts {
  const { acknowledged_at, detected_at, number, roles, links } = incident
  return {
    ...incident,
    title_i18n: incident.title_i18n ? toColumn(incident.title_i18n) : null,
    error_i18n: incident.error_i18n ? toColumn(incident.error_i18n) : null,
    evidence: incident.evidence && JSON.stringify(incident.evidence),
    suspected_causes: JSON.stringify(incident.suspected_causes),
    roles: roles?.length ? JSON.stringify(roles) : null,
    links: links?.length ? JSON.stringify(links) : null,
    critical: Number(incident.critical),
    assignee_id: incident.assignee_id ?? null,
    next_update_at: incident.next_update_at ?? null,
    merged_into: incident.merged_into ?? null,
    acknowledged_after_s: acknowledged_at === null ? null : secondsBetween(detected_at, acknowledged_at),
    search: folded([number, ...titlesOf(incident), ...components.map(({ name }) => name)].join(' ')),
  }
}

/** In every language: each reader finds what they read. */
const titlesOf = ({ title, title_i18n }: Pick<Incident, 'title' | 'title_i18n'>): Set<string> =>
  new Set(languages.map(language => wordOr(title, title_i18n, language)))

/** As people compare words: without case and accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Each word of a search, as a pattern for LIKE with `\` as its escape. */
export function patternsOf(query: string): string[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  return words.map(word => `%${word.replace(/[\\%_]/g, special => `\\${special}`)}%`)
}
