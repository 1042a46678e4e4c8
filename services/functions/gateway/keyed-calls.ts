import { SqlStore } from '../../../kit/store/sql-store.ts'

/** A call that named itself. Null: it is not answered yet. */
export type KeyedCall = {
  /** Of the caller, the function and the name that the call was given. */
  readonly key: string
  /** Hash of what was sent with it. */
  readonly request: string
  readonly at: string
  readonly status: number | null
  /** JSON. */
  readonly headers: string | null
  readonly body: Uint8Array | null
}

export type KeptAnswer = Pick<KeyedCall, 'status' | 'headers' | 'body'>

const prunedAtOnce = 1_000

export class KeyedCalls extends SqlStore<{ keyed_call: KeyedCall }> {
  /** In a transaction. Null: nobody had begun it since `stale`, and whoever asks may. Otherwise what became of it. */
  async begin(call: Pick<KeyedCall, 'key' | 'request' | 'at'>, stale: string): Promise<KeyedCall | null> {
    const fresh = { ...call, ...unanswered }
    const { numInsertedOrUpdatedRows } = await this.db
      .insertInto('keyed_call')
      .values(fresh)
      .onConflict(conflict =>
        conflict
          .column('key')
          .doUpdateSet(fresh)
          .where('keyed_call.status', 'is', null)
          .where('keyed_call.at', '<', stale),
      )
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n) return null
    return (await this.db.selectFrom('keyed_call').selectAll().where('key', '=', call.key).executeTakeFirst()) ?? null
  }

  async answer(key: string, answer: KeptAnswer): Promise<void> {
    await this.db.updateTable('keyed_call').set(answer).where('key', '=', key).execute()
  }

  async forget(key: string): Promise<void> {
    await this.db.deleteFrom('keyed_call').where('key', '=', key).execute()
  }

  /** Those that were begun before; answers how many, at most a thousand at a time. */
  async prune(before: string): Promise<number> {
    const old = this.db.selectFrom('keyed_call').select('key').where('at', '<', before).limit(prunedAtOnce)
    return Number((await this.db.deleteFrom('keyed_call').where('key', 'in', old).executeTakeFirst()).numDeletedRows)
  }
}

const unanswered = { status: null, headers: null, body: null }
