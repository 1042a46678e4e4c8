import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Follower } from './follower.ts'

const followers = rowCodec<Follower>({ choices: 'json', components: 'json' })
type Followed = { user_id: string; incident_id: string; following: number; at: string }
type Tables = { reader: RowOf<Follower>; followed_incident: Followed }

/** Users as identity tells them, and the incidents that they follow. News comes late and twice: the newest stays. */
export class FollowerStore extends SqlStore<Tables> {
  async find(id: string): Promise<Follower | undefined> {
    const row = await this.db.selectFrom('reader').selectAll().where('id', '=', id).executeTakeFirst()
    return row && followers.fromRow(row)
  }

  async put(follower: Follower): Promise<void> {
    await upsert(this.store, 'reader', [followers.toRow(follower)], ['id'])
  }

  /** Those who can be written to. */
  async active(): Promise<Follower[]> {
    const rows = await this.db
      .selectFrom('reader')
      .selectAll()
      .where('state', '=', 'active')
      .where('email', 'is not', null)
      .execute()
    return rows.map(followers.fromRow)
  }

  async follow({ following, ...followed }: Omit<Followed, 'following'> & { following: boolean }): Promise<void> {
    const row = { following: Number(following), at: followed.at }
    await this.db
      .insertInto('followed_incident')
      .values({ ...followed, ...row })
      .onConflict(conflict =>
        conflict.columns(['incident_id', 'user_id']).doUpdateSet(row).where('followed_incident.at', '<', row.at),
      )
      .execute()
  }

  /** By user: since when. */
  async followersOf(incident_id: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db
      .selectFrom('followed_incident')
      .select(['user_id', 'at'])
      .where('incident_id', '=', incident_id)
      .where('following', '=', 1)
      .execute()
    return new Map(rows.map(row => [row.user_id, row.at]))
  }

  async forget(user_id: string): Promise<void> {
    await this.db.deleteFrom('followed_incident').where('user_id', '=', user_id).execute()
  }

  async prune(before: string): Promise<void> {
    await this.db.deleteFrom('followed_incident').where('at', '<', before).execute()
  }
}
