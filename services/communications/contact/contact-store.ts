import type { ContactMessage } from '../../../contracts/communications/contact.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

type Tables = { contact_message: ContactMessage }

export class ContactStore extends SqlStore<Tables> {
  async add(message: ContactMessage): Promise<void> {
    await this.db.insertInto('contact_message').values(message).execute()
  }

  find(id: string): Promise<ContactMessage | undefined> {
    return this.db.selectFrom('contact_message').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Newest first: ids grow with time. */
  list({ after, handled, limit }: { after?: string | undefined; handled?: boolean | undefined; limit: number }) {
    let query = this.db.selectFrom('contact_message').selectAll().orderBy('id', 'desc').limit(limit)
    if (after !== undefined) query = query.where('id', '<', after)
    if (handled !== undefined) query = query.where('handled_at', handled ? 'is not' : 'is', null)
    return query.execute()
  }

  async handle(id: string, changes: Pick<ContactMessage, 'handled_at' | 'handled_by'>): Promise<void> {
    await this.db.updateTable('contact_message').set(changes).where('id', '=', id).execute()
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('contact_message').where('id', '=', id).execute()
  }

  async prune(before: string): Promise<void> {
    await this.db.deleteFrom('contact_message').where('received_at', '<', before).execute()
  }
}
