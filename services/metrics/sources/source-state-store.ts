import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { newState, type SeriesSample, type SourceState } from './source-state.ts'

/** As many as may be defined. */
const mostSources = 1_000

const rows = rowCodec<SourceState>({ reason: 'message', problems: 'json', validators: 'json', upcoming: 'json' })

export class SourceStateStore extends SqlStore<{ source_state: RowOf<SourceState> }> {
  async get(source: string): Promise<SourceState> {
    const query = this.db.selectFrom('source_state').selectAll().where('source', '=', source)
    const row = await query.executeTakeFirst()
    return row ? rows.fromRow(row) : newState(source)
  }

  async all(): Promise<Map<string, SourceState>> {
    const found = await this.db.selectFrom('source_state').selectAll().execute()
    return new Map(found.map(row => [row.source, rows.fromRow(row)]))
  }

  /** What all sources say of times that have not come yet. */
  async upcoming(): Promise<SeriesSample[]> {
    const query = this.db.selectFrom('source_state').select('upcoming').where('upcoming', '!=', '[]')
    return (await query.orderBy('source').limit(mostSources).execute()).flatMap(({ upcoming }) => JSON.parse(upcoming))
  }

  async put(state: SourceState): Promise<void> {
    await upsert(this.store, 'source_state', [rows.toRow(state)], ['source'])
  }
}
