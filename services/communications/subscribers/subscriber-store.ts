import { emailKey } from '../../../kit/auth/email-address.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Subscriber } from './subscriber.ts'

const subscribers = rowCodec<Subscriber>({ components: 'json', wanted: 'json' })
type Row = RowOf<Subscriber>
type Tables = { subscriber: Row }

export type SubscriberFilter = {
  readonly status?: Subscriber['status'] | undefined
  /** Part of the address. */
  readonly q?: string | undefined
  /** Only those with a smaller id: ids grow with time. */
  readonly after?: string | undefined
  readonly limit: number
}

const rowsAtOnce = 1_000

export class SubscriberStore extends SqlStore<Tables> {
  async find(id: string): Promise<Subscriber | undefined> {
    return read(await this.db.selectFrom('subscriber').selectAll().where('id', '=', id).executeTakeFirst())
  }

  async at(email: string): Promise<Subscriber | undefined> {
    const [key, earlier] = [emailKey(email), earlierKey(email)]
    const rows = await this.db.selectFrom('subscriber').selectAll().where('address', 'in', [key, earlier]).execute()
    return read(rows.find(({ address }) => address === earlier) ?? rows[0])
  }

  /**
   * In a transaction. Subscribers whom an earlier version took for two and who are one are returned; each goes on being written
   * to until it is ended. All others get the key of today.
   */
  async renewKeys(): Promise<readonly (readonly [kept: string, other: string])[]> {
    const twice: [string, string][] = []
    let rows = await this.list({ limit: rowsAtOnce })
    while (rows.length > 0) {
      for (const { id, email } of rows.filter(one => one.address !== emailKey(one.email))) {
        const holders = this.db.selectFrom('subscriber').select('id').where('address', '=', emailKey(email))
        const holder = await holders.executeTakeFirst()
        if (holder) twice.push([holder.id, id])
        else await this.#rekey(id, emailKey(email))
      }
      rows = await this.list({ limit: rowsAtOnce, after: rows.at(-1)?.id })
    }
    return twice
  }

  async #rekey(id: string, address: string): Promise<void> {
    await this.db.updateTable('subscriber').set({ address }).where('id', '=', id).execute()
  }

  async requestedWith(confirm_sha256: string): Promise<Subscriber | undefined> {
    const found = this.db.selectFrom('subscriber').selectAll().where('confirm_sha256', '=', confirm_sha256)
    return read(await found.executeTakeFirst())
  }

  async put(subscriber: Subscriber): Promise<void> {
    await upsert(this.store, 'subscriber', [subscribers.toRow(subscriber)], ['id'])
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('subscriber').where('id', '=', id).execute()
  }

  async active(): Promise<Subscriber[]> {
    const rows = await this.db.selectFrom('subscriber').selectAll().where('status', '=', 'active').execute()
    return rows.map(subscribers.fromRow)
  }

  async list({ status, q, after, limit }: SubscriberFilter): Promise<Subscriber[]> {
    let query = this.db.selectFrom('subscriber').selectAll().orderBy('id', 'desc').limit(limit)
    if (status !== undefined) query = query.where('status', '=', status)
    if (q !== undefined)
      query = query.where(({ or, eb, fn }) => {
        const like = (text: string) => `%${text.replace(/[%_]/g, '')}%`
        return or([
          // A part may be of the name, of the domain, or both.
          eb('address', 'like', like(emailKey(`x@${q}`).slice(2))),
          eb(fn<string>('lower', ['email']), 'like', like(earlierKey(q))),
        ])
      })
    if (after !== undefined) query = query.where('id', '<', after)
    return (await query.execute()).map(subscribers.fromRow)
  }

  /** Those who never confirmed, and those whose subscription ended a while ago. */
  async erase(before: { readonly pending: string; readonly ended: string }): Promise<void> {
    await this.db
      .deleteFrom('subscriber')
      .where('status', '=', 'pending')
      .where('asked_at', '<', before.pending)
      .execute()
    await this.db.deleteFrom('subscriber').where('status', '=', 'ended').where('ended_at', '<', before.ended).execute()
  }
}

/** By which an earlier version compared addresses. */
const earlierKey = (email: string): string => email.trim().toLowerCase()

const read = (row: Row | undefined): Subscriber | undefined => row && subscribers.fromRow(row)
