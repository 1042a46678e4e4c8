import type { ExpressionBuilder } from 'kysely'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { EnvironmentRef, StoredFlag, StoredSegment } from './flag.ts'

const flags = rowCodec<StoredFlag>({ definition: 'json', tags: 'json', prerequisites: 'json' })
const segments = rowCodec<StoredSegment>({ rule: 'any-json' })
type Tables = { flag: RowOf<StoredFlag>; segment: RowOf<StoredSegment> }

/** Flags and the rules they share, as they are now. */
export class FlagStore extends SqlStore<Tables> {
  async flagsOf(ref: EnvironmentRef): Promise<StoredFlag[]> {
    const rows = await this.db.selectFrom('flag').selectAll().where(isIn(ref)).orderBy('key').execute()
    return rows.map(flags.fromRow)
  }

  async putFlag(flag: StoredFlag): Promise<void> {
    await upsert(this.store, 'flag', [flags.toRow(flag)], ['project', 'environment', 'key'])
  }

  async deleteFlag(ref: EnvironmentRef, key: string): Promise<void> {
    await this.db.deleteFrom('flag').where(isIn(ref)).where('key', '=', key).execute()
  }

  async segmentsOf(ref: EnvironmentRef): Promise<StoredSegment[]> {
    const rows = await this.db.selectFrom('segment').selectAll().where(isIn(ref)).orderBy('key').execute()
    return rows.map(segments.fromRow)
  }

  async putSegment(segment: StoredSegment): Promise<void> {
    await upsert(this.store, 'segment', [segments.toRow(segment)], ['project', 'environment', 'key'])
  }

  async deleteSegment(ref: EnvironmentRef, key: string): Promise<void> {
    await this.db.deleteFrom('segment').where(isIn(ref)).where('key', '=', key).execute()
  }
}

const isIn =
  ({ project, environment }: EnvironmentRef) =>
  ({ and }: ExpressionBuilder<Tables, 'flag' | 'segment'>) =>
    and({ project, environment })
