import { Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Impact, IncidentStatus } from '../../../contracts/common-schemas.ts'
import { mostImported } from '../../../contracts/imports.ts'
import { readJson } from '../../../contracts/json-fault.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { invalid, problemAt } from '../../../contracts/refusals.ts'
import { JsonCounter, largestFile } from '../../../kit/http/body/json-limits.ts'

// Source: the public API of Atlassian Statuspage, api/v2/summary.json and api/v2/incidents.json.

const text = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const Component = Type.Object({
  id: Type.String(),
  name: Type.String({ minLength: 1 }),
  group: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
  group_id: text,
  description: text,
})
const Update = Type.Object({ status: text, body: text, display_at: text, created_at: text })
const Incident = Type.Object({
  id: Type.String({ minLength: 1 }),
  name: Type.String(),
  status: Type.String(),
  impact: text,
  started_at: text,
  created_at: text,
  resolved_at: text,
  components: Type.Optional(Type.Union([Type.Array(Type.Object({ name: Type.String() })), Type.Null()])),
  incident_updates: Type.Optional(Type.Union([Type.Array(Update), Type.Null()])),
})

export type PastUpdate = { readonly at: string; readonly status: IncidentStatus; readonly message: string }

/** An incident of somebody's page, as far as it can be read. */
export type PastIncident = {
  readonly id: string
  readonly title: string
  readonly impact: Impact
  readonly components: readonly string[]
  readonly started_at: string
  readonly resolved_at: string
  readonly updates: readonly PastUpdate[]
}

export type ReadComponent = { readonly name: string; readonly group: string | null }
export type ReadIncident =
  | { readonly incident: PastIncident }
  | { readonly name: string; readonly skipped: boolean; readonly reason: Message }

export type StatuspageExport = {
  readonly components: readonly ReadComponent[]
  readonly incidents: readonly ReadIncident[]
}

export type SentExport = StatuspageExport & { readonly dry_run: boolean }

const atATime = 5

/** So much at a time that nobody else waits for it. */
export function* inParts({ components, incidents, dry_run }: SentExport): Generator<SentExport> {
  for (let from = 0; from < components.length; from += atATime) {
    yield { dry_run, components: components.slice(from, from + atATime), incidents: [] }
  }
  for (let from = 0; from < incidents.length; from += atATime) {
    yield { dry_run, components: [], incidents: incidents.slice(from, from + atATime) }
  }
}

export function requireStatuspageExport(content: string): StatuspageExport {
  const read = readStatuspageExport(content)
  if (!('code' in read)) return read
  throw invalid('incidents.bad-import', { problem: read }, { fields: [problemAt('body.content', read)] })
}

/** A message is what is wrong with it. */
export function readStatuspageExport(content: string): StatuspageExport | Message {
  if (new JsonCounter(largestFile).add(Buffer.from(content))) return say('import.complex')
  const { value: page, fault } = readJson(content)
  if (fault) return say('import.json', { line: fault.line, column: fault.column })
  if (typeof page !== 'object' || page === null) return say('import.json-object')
  const { components, incidents } = page as { components?: unknown; incidents?: unknown }
  if (!Array.isArray(components) && !Array.isArray(incidents)) return say('import.statuspage')
  const listed = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : [])
  if (listed(components).length + listed(incidents).length > mostImported)
    return say('import.entries', { limit: mostImported })
  return { components: componentsIn(listed(components)), incidents: listed(incidents).map(readIncident) }
}

function componentsIn(given: readonly unknown[]): ReadComponent[] {
  const known = given.filter(one => Value.Check(Component, one))
  const groups = new Map(known.filter(one => one.group === true).map(({ id, name }) => [id, name]))
  return known
    .filter(one => one.group !== true)
    .map(({ name, group_id }) => ({
      name: name.slice(0, 200),
      group: groups.get(group_id ?? '')?.slice(0, 200) ?? null,
    }))
}

function readIncident(given: unknown): ReadIncident {
  if (!Value.Check(Incident, given)) return { name: '?', skipped: false, reason: say('import.no-incident') }
  const { id, name, status, impact, components } = given
  const refuse = (reason: Message, skipped = false): ReadIncident => ({ name: name.slice(0, 200), skipped, reason })
  if (impact === 'maintenance') return refuse(say('import.planned'), true)
  const updates = (given.incident_updates ?? []).flatMap(readUpdate).sort((a, b) => (a.at < b.at ? -1 : 1))
  const started_at = timeOf(given.started_at) ?? timeOf(given.created_at) ?? updates[0]?.at
  if (started_at === undefined) return refuse(say('import.no-start'))
  const over = ['resolved', 'postmortem', 'completed'].includes(status)
  if (!over) return refuse(say('import.not-over'), true)
  const resolved_at = timeOf(given.resolved_at) ?? updates.findLast(one => one.status === 'resolved')?.at ?? started_at
  return {
    incident: {
      id,
      title: name.slice(0, 300) || id,
      impact: impactOf(impact),
      updates,
      started_at,
      components: [...new Set((components ?? []).map(one => one.name.slice(0, 200)).filter(Boolean))].slice(0, 100),
      resolved_at: resolved_at < started_at ? started_at : resolved_at,
    },
  }
}

function readUpdate({ status, body, display_at, created_at }: Readonly<Record<string, string | null | undefined>>) {
  const at = timeOf(display_at) ?? timeOf(created_at)
  const message = (body ?? '').replaceAll('\0', '').slice(0, 10_000)
  return at === undefined ? [] : [{ at, status: statusOf(status ?? ''), message }]
}

const impactOf = (impact: string | null | undefined): Impact =>
  impact === 'minor' || impact === 'major' || impact === 'critical' ? impact : 'none'

function statusOf(status: string): IncidentStatus {
  if (status === 'identified' || status === 'monitoring') return status
  return status === 'resolved' || status === 'postmortem' ? 'resolved' : 'investigating'
}

function timeOf(value: string | null | undefined): string | undefined {
  const ms = value ? Date.parse(value) : Number.NaN
  return ms > 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : undefined
}
