import type { Generated } from 'kysely'
import type { ReportCategory, ReportComment } from '../../../contracts/reports.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

export type StoredComment = Omit<ReportComment, 'component'> & { readonly seq: number; readonly component_id: string }
export type NewComment = Pick<StoredComment, 'id' | 'at' | 'component_id' | 'category' | 'text'>

type Tables = { report_comment: Omit<StoredComment, 'seq'> & { seq: Generated<number> } }

export type CommentFilter = {
  readonly state?: ReportComment['state'] | undefined
  readonly component_id?: string | undefined
  readonly after?: number | undefined
  readonly limit: number
}

/** More than a moderator will ever read of one component. */
const mostPending = 1_000

export class CommentStore extends SqlStore<Tables> {
  /** Leaves out what comes while too many wait already. */
  async add(comments: readonly NewComment[]): Promise<void> {
    for (const [component_id, mine] of Map.groupBy(comments, one => one.component_id)) {
      const room = Math.max(0, mostPending - (await this.#pending(component_id)))
      const pending = { state: 'pending', moderated_at: null, moderated_by: null } as const
      const rows = mine.slice(0, room).map(comment => ({ ...comment, ...pending }))
      if (rows.length > 0) await this.db.insertInto('report_comment').values(rows).execute()
    }
  }

  find(id: string): Promise<StoredComment | undefined> {
    return this.db.selectFrom('report_comment').selectAll().where('id', '=', id).executeTakeFirst()
  }

  list({ state, component_id, after, limit }: CommentFilter): Promise<StoredComment[]> {
    let query = this.db.selectFrom('report_comment').selectAll().orderBy('seq', 'desc').limit(limit)
    if (state !== undefined) query = query.where('state', '=', state)
    if (component_id !== undefined) query = query.where('component_id', '=', component_id)
    if (after !== undefined) query = query.where('seq', '<', after)
    return query.execute()
  }

  published(component_id: string, since: string): Promise<{ at: string; category: ReportCategory; text: string }[]> {
    return this.db
      .selectFrom('report_comment')
      .select(['at', 'category', 'text'])
      .where('component_id', '=', component_id)
      .where('state', '=', 'published')
      .where('at', '>=', since)
      .orderBy('seq', 'desc')
      .limit(20)
      .execute()
  }

  async moderate(id: string, decision: Pick<StoredComment, 'state' | 'moderated_at' | 'moderated_by'>): Promise<void> {
    await this.db.updateTable('report_comment').set(decision).where('id', '=', id).execute()
  }

  async forgetBefore(at: string): Promise<void> {
    await this.db.deleteFrom('report_comment').where('at', '<', at).execute()
  }

  async #pending(component_id: string): Promise<number> {
    const row = await this.db
      .selectFrom('report_comment')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('component_id', '=', component_id)
      .where('state', '=', 'pending')
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }
}
