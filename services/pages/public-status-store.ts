import type { Store } from '../../kit/store.ts'
import type { PublicComponent, PublicIncident } from './public-status.ts'
import type { UptimePicture } from './uptime-picture.ts'

type Tables = {
  public_component: { id: string; revision: number; archived: number; data: string }
  public_incident: { id: string; number: string; revision: number; resolved_at: string | null; data: string }
  uptime_picture: { component: string; data: string }
}

export type KnownComponent = {
  readonly component: PublicComponent
  readonly revision: number
  readonly archived: boolean
}

/** What was read of others, kept over a restart. The copy that pages are written from is in memory. */
export class PublicStatusStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async keepComponent({ component, revision, archived }: KnownComponent): Promise<void> {
    const row = { revision, archived: archived ? 1 : 0, data: JSON.stringify(component) }
    await this.#db()
      .insertInto('public_component')
      .values({ id: component.id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('public_component.revision', '<', revision))
      .execute()
  }

  async keepIncident(incident: PublicIncident): Promise<void> {
    const { id, number, revision, resolved_at } = incident
    const row = { number, revision, resolved_at, data: JSON.stringify(incident) }
    await this.#db()
      .insertInto('public_incident')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('public_incident.revision', '<', revision))
      .execute()
  }

  async keepPictures(pictures: ReadonlyMap<string, UptimePicture>): Promise<void> {
    await this.#store.relaxed(async () => {
      for (const [component, picture] of pictures) {
        const data = JSON.stringify(picture)
        await this.#db()
          .insertInto('uptime_picture')
          .values({ component, data })
          .onConflict(conflict => conflict.column('component').doUpdateSet({ data }))
          .execute()
      }
    })
  }

  /** Archived ones too: an old event must not bring them back. */
  async components(): Promise<readonly KnownComponent[]> {
    const rows = await this.#db().selectFrom('public_component').selectAll().execute()
    return rows.map(({ revision, archived, data }) => ({
      component: JSON.parse(data) as PublicComponent,
      revision: Number(revision),
      archived: archived === 1,
    }))
  }

  /** The open ones, and those resolved since. */
  async incidents(since: string): Promise<readonly PublicIncident[]> {
    const rows = await this.#db()
      .selectFrom('public_incident')
      .select('data')
      .where(where => where.or([where('resolved_at', 'is', null), where('resolved_at', '>=', since)]))
      .execute()
    return rows.map(row => JSON.parse(row.data) as PublicIncident)
  }

  async incident(idOrNumber: string): Promise<PublicIncident | undefined> {
    const row = await this.#db()
      .selectFrom('public_incident')
      .select('data')
      .where(where => where.or([where('id', '=', idOrNumber), where('number', '=', idOrNumber)]))
      .limit(1)
      .executeTakeFirst()
    return row && (JSON.parse(row.data) as PublicIncident)
  }

  async pictures(): Promise<ReadonlyMap<string, UptimePicture>> {
    const rows = await this.#db().selectFrom('uptime_picture').selectAll().execute()
    return new Map(rows.map(row => [row.component, JSON.parse(row.data) as UptimePicture]))
  }

  #db() {
    return this.#store.query<Tables>()
  }
}
