import type { FlagSuspect } from '../../../contracts/flag-leases.ts'
import { type FlagChange, isFirstReading } from '../../../contracts/flags.ts'
import { notFound } from '../../../kit/service/errors.ts'
import { placeOf } from '../definitions/flag.ts'
import type { Work } from '../work.ts'
import { suspectedForS, suspectOf } from './suspect.ts'

/** What was changed in the hour before an incident, the most suspect first. */
export async function listSuspects(work: Work, id: string): Promise<{ items: FlagSuspect[]; next_cursor: null }> {
  const incident = await work.incidents.named(id)
  if (!incident) throw notFound('flags.incident-not-found', `no incident "${id}" is known here`)
  const from = new Date(Date.parse(incident.started_at) - suspectedForS * 1_000).toISOString()
  const found = await work.changes.list({ from, to: incident.started_at, limit: 200 })
  const changes = found.map(({ change }) => change).filter(change => !isFirstReading(change))
  const items = changes.map(change => suspectOf(change, incident, isCurrent(work, change)))
  return { items: items.sort((a, b) => b.score - a.score), next_cursor: null }
}

function isCurrent(work: Work, change: FlagChange): boolean {
  const loaded = work.board.at(placeOf(change))
  const now = change.kind === 'flag' ? loaded?.flags.get(change.key) : loaded?.segments.get(change.key)
  return change.after === null ? now === undefined : now?.revision === change.revision
}
