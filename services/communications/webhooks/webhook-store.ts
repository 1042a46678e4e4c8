import type { WebhookEvent } from '../../../contracts/webhooks.ts'
import type { Trust } from '../../../kit/network.ts'
import type { Store } from '../../../kit/store.ts'

/** The secret is kept as it is: whoever signs needs it, and a key to hide it would lie beside it. */
export type StoredWebhook = {
  readonly id: string
  readonly url: string
  readonly secret: string
  readonly events: readonly WebhookEvent[] | null
  /** Of who named the address. */
  readonly trust: Trust
  readonly created_at: string
}

type Row = Omit<StoredWebhook, 'events'> & { events: string | null }
type Tables = { webhook: Row }

export class WebhookStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  async add(webhook: StoredWebhook): Promise<void> {
    const row = { ...webhook, events: webhook.events && JSON.stringify(webhook.events) }
    await this.#db.insertInto('webhook').values(row).execute()
  }

  /** Oldest first: ids grow with time. */
  async all(): Promise<StoredWebhook[]> {
    const rows = await this.#db.selectFrom('webhook').selectAll().orderBy('id').execute()
    return rows.map(row => ({ ...row, events: row.events === null ? null : JSON.parse(row.events) }))
  }

  /** False when there was none. */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db.deleteFrom('webhook').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  }
}
