import type { Store } from '../../kit/store.ts'
import type { Notice, NoticeKind } from './public-notices.ts'

type Tables = {
  public_notice: { kind: string; id: string; revision: number; data: string | null }
}

/** What other services said that is shown as it is, kept over a restart. */
export class NoticeStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async keep({ kind, id, revision, value }: Notice): Promise<void> {
    const row = { revision, data: value === null ? null : JSON.stringify(value) }
    await this.#store
      .query<Tables>()
      .insertInto('public_notice')
      .values({ kind, id, ...row })
      .onConflict(conflict =>
        conflict.columns(['kind', 'id']).doUpdateSet(row).where('public_notice.revision', '<', revision),
      )
      .execute()
  }

  async all(): Promise<readonly Notice[]> {
    const rows = await this.#store.query<Tables>().selectFrom('public_notice').selectAll().execute()
    return rows.map(({ kind, id, revision, data }) => ({
      kind: kind as NoticeKind,
      id,
      revision: Number(revision),
      value: data === null ? null : JSON.parse(data),
    }))
  }
}
