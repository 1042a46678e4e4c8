import type { InboxFile } from '../../../contracts/functions/files.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

export type WantedFiles = {
  readonly participant?: string | undefined
  readonly state?: InboxFile['state'] | undefined
  readonly after?: string | undefined
  readonly limit: number
}

export class FileStore extends SqlStore<{ file: InboxFile }> {
  /** Newest first, behind that one. */
  async list({ participant, state, after, limit }: WantedFiles): Promise<InboxFile[]> {
    let query = this.db.selectFrom('file').selectAll().orderBy('id', 'desc').limit(limit)
    if (participant !== undefined) query = query.where('participant', '=', participant)
    if (state !== undefined) query = query.where('state', '=', state)
    if (after !== undefined) query = query.where('id', '<', after)
    return query.execute()
  }

  find(id: string): Promise<InboxFile | undefined> {
    return this.db.selectFrom('file').selectAll().where('id', '=', id).executeTakeFirst()
  }

  ofRun(run_id: string): Promise<InboxFile | undefined> {
    return this.db
      .selectFrom('file')
      .selectAll()
      .where('run_id', '=', run_id)
      .where('state', '=', 'processing')
      .executeTakeFirst()
  }

  /** The oldest one that nobody reads, of a participant or of all. */
  next(participant: string | undefined): Promise<InboxFile | undefined> {
    const waiting = this.db.selectFrom('file').selectAll().where('state', '=', 'waiting').orderBy('id').limit(1)
    const query = participant === undefined ? waiting : waiting.where('participant', '=', participant)
    return query.executeTakeFirst()
  }

  /** Whether the same bytes of that participant have been read. */
  async isKnown({ participant, sha256 }: Pick<InboxFile, 'participant' | 'sha256'>): Promise<boolean> {
    const same = this.db.selectFrom('file').select('id').where('participant', '=', participant)
    const query = same.where('sha256', '=', sha256).where('state', 'in', ['waiting', 'processing', 'processed', 'held'])
    return (await query.limit(1).executeTakeFirst()) !== undefined
  }

  /** False: there is one of that id already. */
  async add(file: InboxFile): Promise<boolean> {
    const insert = this.db.insertInto('file').values(file)
    const { numInsertedOrUpdatedRows } = await insert.onConflict(conflict => conflict.doNothing()).executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  /** In a transaction. False: it is in another state by now. */
  async change(id: string, from: readonly InboxFile['state'][], change: Partial<InboxFile>): Promise<boolean> {
    const update = this.db.updateTable('file').set(change).where('id', '=', id).where('state', 'in', from)
    return (await update.executeTakeFirst()).numUpdatedRows > 0n
  }
}
