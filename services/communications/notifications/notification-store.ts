import type { Impact } from '../../../contracts/common-schemas.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Notification, SentNotification, Topic } from './notification.ts'

type NotificationRow = {
  channel: string
  incident_id: string
  key: string
  topic: Topic
  cycle: number
  impact: Impact
  revision: number
  delivery_id: string
  position: number
  event: string | null
  created_at: string
}
type Tables = { notice: NotificationRow }

/** What every channel has been told of every incident. Kept longer than the deliveries: it is what nobody hears twice by. */
export class NotificationStore extends SqlStore<Tables> {
  /** By channel. */
  async sent(incident_id: string): Promise<ReadonlyMap<string, readonly SentNotification[]>> {
    const rows = await this.db
      .selectFrom('notice')
      .select(['channel', 'key', 'topic', 'cycle', 'impact', 'revision'])
      .where('incident_id', '=', incident_id)
      .execute()
    return Map.groupBy(rows, row => row.channel)
  }

  async add(
    notifications: readonly Notification[],
    to: { channel: string; delivery_id: string; at: string },
  ): Promise<void> {
    const { at, ...place } = to
    const before = await this.db
      .selectFrom('notice')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('delivery_id', '=', to.delivery_id)
      .executeTakeFirstOrThrow()
    const rows = notifications.map(({ event, ...turn }, index) => ({
      ...place,
      ...turn,
      incident_id: event.data.id,
      impact: event.data.impact,
      revision: event.data.revision,
      position: Number(before.count) + index,
      event: JSON.stringify(event),
      created_at: at,
    }))
    await this.db.insertInto('notice').values(rows).execute()
  }

  /** Something else than an incident was sent; false when it was before, or when something newer was. */
  async markSent(subject: string, revision: number, at: string): Promise<boolean> {
    const sent = (await this.sent(subject)).get('') ?? []
    if (sent.some(one => one.revision >= revision)) return false
    const row: NotificationRow = {
      channel: '',
      incident_id: subject,
      key: String(revision),
      topic: 'updated',
      cycle: 0,
      impact: 'none',
      revision,
      delivery_id: '',
      position: 0,
      event: null,
      created_at: at,
    }
    await this.db.insertInto('notice').values(row).execute()
    return true
  }

  async ofDelivery(delivery_id: string): Promise<Notification[]> {
    const rows = await this.db
      .selectFrom('notice')
      .select(['key', 'topic', 'cycle', 'event'])
      .where('delivery_id', '=', delivery_id)
      .orderBy('position')
      .execute()
    return rows.flatMap(({ event, ...turn }) => (event === null ? [] : [{ ...turn, event: JSON.parse(event) }]))
  }

  /** `texts`: what was said is forgotten, not that it was. */
  async prune(before: { readonly texts: string; readonly all: string }): Promise<void> {
    const deliveries = this.store.query<Tables & { delivery: { id: string } }>()
    await deliveries
      .updateTable('notice')
      .set({ event: null })
      .where('created_at', '<', before.texts)
      .where('event', 'is not', null)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom('delivery').select('delivery.id').whereRef('delivery.id', '=', 'notice.delivery_id'))),
      )
      .execute()
    await this.db.deleteFrom('notice').where('created_at', '<', before.all).execute()
  }
}
