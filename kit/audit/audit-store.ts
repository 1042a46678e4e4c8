import type { Generated, Selectable } from 'kysely'
import { SqlStore } from '../store/sql-store.ts'
import type { AuditRecord, Facts } from './audit-record.ts'

type Row = {
  seq: Generated<number>
  id: string
  at: string
  service: string
  actor_id: string
  actor_kind: string
  actor_name: string
  action: string
  subject_kind: string
  subject_id: string
  before: string | null
  after: string | null
}
type Tables = { audit: Row }

export type AuditFilter = {
  readonly limit: number
  /** The number of an entry: those that are older than it. */
  readonly after?: number | undefined
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly kind?: string | undefined
  readonly subject?: string | undefined
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** Changes of all services: only ever added to, but what it says of a person who was deleted is taken out. */
export class AuditStore extends SqlStore<Tables> {
  async add({ actor, subject, before, after, ...record }: AuditRecord): Promise<void> {
    const row = {
      ...record,
      actor_id: actor.id,
      actor_kind: actor.kind,
      actor_name: actor.name,
      subject_kind: subject.kind,
      subject_id: subject.id,
      before: written(before),
      after: written(after),
    }
    await this.db
      .insertInto('audit')
      .values(row)
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
  }

  async amend(id: string, after: Facts | null): Promise<void> {
    await this.db
      .updateTable('audit')
      .set({ after: written(after) })
      .where('id', '=', id)
      .execute()
  }

  async list({ limit, after, ...wanted }: AuditFilter): Promise<(AuditRecord & { seq: number })[]> {
    let query = this.db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit)
    if (after !== undefined) query = query.where('seq', '<', after)
    if (wanted.actor !== undefined) query = query.where('actor_id', '=', wanted.actor)
    if (wanted.action !== undefined) query = query.where('action', '=', wanted.action)
    if (wanted.kind !== undefined) query = query.where('subject_kind', '=', wanted.kind)
    if (wanted.subject !== undefined) query = query.where('subject_id', '=', wanted.subject)
    if (wanted.since !== undefined) query = query.where('at', '>=', wanted.since)
    if (wanted.until !== undefined) query = query.where('at', '<', wanted.until)
    return (await query.execute()).map(fromRow)
  }

  async removePerson(user_id: string, name: string, without: (facts: Facts | null) => Facts | null): Promise<void> {
    await this.db.updateTable('audit').set({ actor_name: name }).where('actor_id', '=', user_id).execute()
    const rows = await this.db
      .selectFrom('audit')
      .select(['seq', 'before', 'after'])
      .where('subject_kind', '=', 'user')
      .where('subject_id', '=', user_id)
      .execute()
    for (const { seq, before, after } of rows) {
      await this.db
        .updateTable('audit')
        .set({ before: written(without(read(before))), after: written(without(read(after))) })
        .where('seq', '=', seq)
        .execute()
    }
  }
}

const written = (facts: Facts | null): string | null => (facts === null ? null : JSON.stringify(facts))
const read = (text: string | null): Facts | null => (text === null ? null : JSON.parse(text))

function fromRow(row: Selectable<Row>): AuditRecord & { seq: number } {
  const { seq, id, at, service, action } = row
  return {
    seq,
    id,
    at,
    service,
    action,
    actor: { id: row.actor_id, kind: row.actor_kind, name: row.actor_name },
    subject: { kind: row.subject_kind, id: row.subject_id },
    before: read(row.before),
    after: read(row.after),
  }
}
