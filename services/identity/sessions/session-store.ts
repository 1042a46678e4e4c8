import type { RowOf } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Session } from './session.ts'

type Tables = { session: RowOf<Session> }

export class SessionStore extends SqlStore<Tables> {
  async add(session: Session): Promise<void> {
    await this.db.insertInto('session').values(session).execute()
  }

  find(id: string): Promise<Session | undefined> {
    return this.db.selectFrom('session').selectAll().where('id', '=', id).executeTakeFirst()
  }

  aliveOf(user_id: string, now: string): Promise<Session[]> {
    return this.db
      .selectFrom('session')
      .selectAll()
      .where('user_id', '=', user_id)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('id', 'desc')
      .execute()
  }

  async change(id: string, changes: Partial<Omit<Session, 'id'>>): Promise<void> {
    await this.db.updateTable('session').set(changes).where('id', '=', id).execute()
  }

  async revokedSince(at: string): Promise<{ session_id: string; at: string }[]> {
    const rows = await this.db
      .selectFrom('session')
      .select(['id', 'revoked_at'])
      .where('revoked_at', '>=', at)
      .execute()
    return rows.map(({ id, revoked_at }) => ({ session_id: id, at: revoked_at ?? at }))
  }

  async forgetAgents(user_id: string): Promise<void> {
    await this.db.updateTable('session').set({ user_agent: null }).where('user_id', '=', user_id).execute()
  }

  async prune(before: string): Promise<void> {
    const gone = this.db.deleteFrom('session')
    await gone.where(({ or, eb }) => or([eb('expires_at', '<', before), eb('revoked_at', '<', before)])).execute()
  }
}
