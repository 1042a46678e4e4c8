import type { Store } from '../../../kit/store/store.ts'
import type { Ranked } from '../lifecycle/incident-store.ts'

export type DueFile = { readonly id: string; readonly file: Ranked; readonly written_before: boolean }

type Tables = {
  incident: { id: string; file_stem: string; file_rank: number; file_revision: number; revision: number }
}

export class IncidentFileStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async due(limit: number, after: string): Promise<DueFile[]> {
    const rows = await this.#db()
      .selectFrom('incident')
      .select(['id', 'file_stem', 'file_rank', 'file_revision'])
      .whereRef('file_revision', '<', 'revision')
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(({ id, file_stem, file_rank, file_revision }) => ({
      id,
      file: { stem: file_stem, rank: file_rank },
      written_before: file_revision > 0,
    }))
  }

  async written(id: string, revision: number, file: Ranked): Promise<void> {
    await this.#db()
      .updateTable('incident')
      .set({ file_revision: revision, file_rank: file.rank })
      .where('id', '=', id)
      .execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
