import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Episode } from '../signals/publish-signal.ts'

export type Participant = {
  readonly name: string
  /** As it was told; null: all is well. */
  readonly trouble: Episode | null
  /** Of its signal. */
  readonly sequence: number
}

const rows = rowCodec<Participant>({ trouble: 'json' })

export class ParticipantStore extends SqlStore<{ participant: RowOf<Participant> }> {
  async get(name: string): Promise<Participant> {
    const row = await this.db.selectFrom('participant').selectAll().where('name', '=', name).executeTakeFirst()
    return row ? rows.fromRow(row) : { name, trouble: null, sequence: 0 }
  }

  async put(participant: Participant): Promise<void> {
    await upsert(this.store, 'participant', [rows.toRow(participant)], ['name'])
  }
}
