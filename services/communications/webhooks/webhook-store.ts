import type { WebhookEvent } from '../../../contracts/communications/webhooks.ts'
import type { Trust } from '../../../kit/http-client/network.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { shownUrl, webhookSecret, webhookUrl } from '../secrets.ts'

export type StoredWebhook = {
  readonly id: string
  /** null, like the secret: the key file that opens it is not here. */
  readonly url: string | null
  readonly secret: string | null
  /** What of the address may be seen without that key. */
  readonly shown_url: string
  readonly events: readonly WebhookEvent[] | null
  /** Of who named the address. */
  readonly trust: Trust
  readonly created_at: string
}

export type NewWebhook = Omit<StoredWebhook, 'shown_url'> & { readonly url: string; readonly secret: string }

type Row = Omit<StoredWebhook, 'events' | 'url' | 'secret'> & { events: string | null; url: Sealed; secret: Sealed }
type Tables = { webhook: Row }

/** There are never more. */
export const mostWebhooks = 100

export class WebhookStore extends SqlStore<Tables> {
  async add({ url, secret, events, ...webhook }: NewWebhook): Promise<void> {
    const { secrets } = this.store
    const row = {
      ...webhook,
      url: secrets.seal(webhookUrl, webhook.id, url),
      shown_url: shownUrl(url),
      secret: secrets.seal(webhookSecret, webhook.id, secret),
      events: events && JSON.stringify(events),
    }
    await this.db.insertInto('webhook').values(row).execute()
  }

  /** Oldest first: ids grow with time. */
  async all(): Promise<StoredWebhook[]> {
    const rows = await this.db.selectFrom('webhook').selectAll().orderBy('id').limit(mostWebhooks).execute()
    const { secrets } = this.store
    return rows.map(({ url, secret, events, ...row }) => ({
      ...row,
      url: secrets.open(webhookUrl, row.id, url),
      secret: secrets.open(webhookSecret, row.id, secret),
      events: events === null ? null : JSON.parse(events),
    }))
  }

  /** False when there was none. */
  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.db.deleteFrom('webhook').where('id', '=', id).executeTakeFirst()
    return numDeletedRows > 0n
  }
}
