import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Delivery } from './delivery.ts'

type Row = { -readonly [Key in keyof Delivery]: Delivery[Key] }
type Tables = { delivery: Row; notice: { delivery_id: string; incident_id: string } }

export type DeliveryFilter = {
  readonly state?: Delivery['state'] | undefined
  readonly channel?: string | undefined
  readonly incident?: string | undefined
  /** Only older ones than this sequence number. */
  readonly after?: number | undefined
  readonly limit: number
}

export type ChannelHealth = { last_success_at: string | null; last_error: string | null; queued: number }

/** Messages to channels, and what became of them; a job drives each of them. */
export class DeliveryStore extends SqlStore<Tables> {
  async add(delivery: Omit<Delivery, 'seq'>): Promise<void> {
    await this.db
      .insertInto('delivery')
      .values(delivery as Row)
      .execute()
  }

  /** The message of the channel that more may join now, if it leaves by then. */
  heldOpen(channel: string, now: string, latest: string): Promise<Delivery | undefined> {
    return this.#queued(channel)
      .where('message', 'is', null)
      .where('held_until', '>', now)
      .where('held_until', '<=', latest)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
  }

  async close(id: string): Promise<void> {
    await this.db.updateTable('delivery').set({ held_until: null }).where('id', '=', id).execute()
  }

  /** The oldest one about something else. */
  headBeside(channel: string, subject: string): Promise<Delivery | undefined> {
    return this.#queued(channel)
      .where('subject', '!=', subject)
      .where('held_until', 'is', null)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst()
  }

  async change(id: string, changes: Partial<Omit<Delivery, 'seq' | 'id'>>): Promise<void> {
    await this.store.transaction(() => this.db.updateTable('delivery').set(changes).where('id', '=', id).execute())
  }

  /** All that waits for the channel. */
  async giveUp(channel: string, error: string, at: string): Promise<void> {
    await this.db
      .updateTable('delivery')
      .set({ state: 'dead', last_error: error, next_at: null, held_until: null, done_at: at })
      .where('state', '=', 'queued')
      .where('channel', '=', channel)
      .execute()
  }

  async channelsWithQueue(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('delivery')
      .select('channel')
      .distinct()
      .where('state', '=', 'queued')
      .execute()
    return rows.map(row => row.channel)
  }

  find(id: string): Promise<Delivery | undefined> {
    return this.db.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Newest first. */
  list({ state, channel, incident, after, limit }: DeliveryFilter): Promise<Delivery[]> {
    let query = this.db.selectFrom('delivery').selectAll().orderBy('seq', 'desc').limit(limit)
    if (state !== undefined) query = query.where('state', '=', state)
    if (channel !== undefined) query = query.where('channel', '=', channel)
    if (incident !== undefined) {
      query = query.where('id', 'in', of =>
        of.selectFrom('notice').select('delivery_id').where('incident_id', '=', incident),
      )
    }
    if (after !== undefined) query = query.where('seq', '<', after)
    return query.execute()
  }

  async queuedByChannel(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.db
      .selectFrom('delivery')
      .select(({ fn }) => ['channel', fn.countAll<number>().as('count')])
      .where('state', '=', 'queued')
      .groupBy('channel')
      .execute()
    return new Map(rows.map(({ channel, count }) => [channel, Number(count)]))
  }

  async health(channel: string): Promise<ChannelHealth> {
    const { queued } = await this.#queuedCount(channel)
    const success = await this.db
      .selectFrom('delivery')
      .select('done_at')
      .where('channel', '=', channel)
      .where('state', '=', 'delivered')
      .orderBy('done_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    const last_success_at = success?.done_at ?? null
    const trouble = await this.db
      .selectFrom('delivery')
      .select('last_error')
      .where('channel', '=', channel)
      .where('state', '!=', 'delivered')
      .where('last_error', 'is not', null)
      .where(({ or, eb }) => or([eb('state', '=', 'queued'), eb('done_at', '>', last_success_at ?? '')]))
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst()
    return { last_success_at, last_error: trouble?.last_error ?? null, queued: Number(queued) }
  }

  async prune(before: { readonly delivered: string; readonly dead: string }): Promise<void> {
    for (const state of ['delivered', 'dead'] as const) {
      await this.db.deleteFrom('delivery').where('state', '=', state).where('done_at', '<', before[state]).execute()
    }
  }

  #queued(channel: string) {
    return this.db.selectFrom('delivery').selectAll().where('channel', '=', channel).where('state', '=', 'queued')
  }

  #queuedCount(channel: string) {
    return this.db
      .selectFrom('delivery')
      .select(({ fn }) => fn.countAll<number>().as('queued'))
      .where('channel', '=', channel)
      .where('state', '=', 'queued')
      .executeTakeFirstOrThrow()
  }
}
