import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'

export type StoredMember = { readonly project: string; readonly user_id: string; readonly role: string }
type Tables = { member: StoredMember }

/** Of one project there are never more. */
export const mostMembers = 500

/** Who may do more in one project than everywhere. */
export class MemberStore extends SqlStore<Tables> {
  list(project: string): Promise<StoredMember[]> {
    return this.db
      .selectFrom('member')
      .selectAll()
      .where('project', '=', project)
      .orderBy('user_id')
      .limit(mostMembers)
      .execute()
  }

  async roleOf(project: string, user_id: string): Promise<string | undefined> {
    const query = this.db.selectFrom('member').select('role').where('project', '=', project)
    return (await query.where('user_id', '=', user_id).executeTakeFirst())?.role
  }

  put(member: StoredMember): Promise<void> {
    return upsert(this.store, 'member', [member], ['project', 'user_id'])
  }

  async projectsOf(user_id: string): Promise<string[]> {
    const query = this.db.selectFrom('member').select('project').where('user_id', '=', user_id)
    return (await query.orderBy('project').execute()).map(({ project }) => project)
  }

  async deleteAll(project: string): Promise<void> {
    await this.db.deleteFrom('member').where('project', '=', project).execute()
  }

  async delete(project: string, user_id: string): Promise<void> {
    await this.db.deleteFrom('member').where('project', '=', project).where('user_id', '=', user_id).execute()
  }
}
