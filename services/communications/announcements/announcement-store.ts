import type { Generated, Selectable } from 'kysely'
import type { Announcement } from '../../../contracts/communications/announcements.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

const announcements = rowCodec<Announcement>({ component: 'json', banner: 'flag' })
type Row = RowOf<Announcement> & { seq: Generated<number> }
type Tables = { announcement: Row }
type Kept = Announcement & { readonly seq: number }

export class AnnouncementStore extends SqlStore<Tables> {
  async add(announcement: Announcement): Promise<void> {
    await this.db.insertInto('announcement').values(announcements.toRow(announcement)).execute()
  }

  async find(id: string): Promise<Announcement | undefined> {
    const row = await this.db.selectFrom('announcement').selectAll().where('id', '=', id).executeTakeFirst()
    return row && shown(kept(row))
  }

  /** Newest first. */
  async list({ after, limit }: { after?: number | undefined; limit: number }): Promise<Kept[]> {
    let query = this.db.selectFrom('announcement').selectAll().orderBy('seq', 'desc').limit(limit)
    if (after !== undefined) query = query.where('seq', '<', after)
    return (await query.execute()).map(kept)
  }

  async banners(now: string): Promise<Announcement[]> {
    const rows = await this.db
      .selectFrom('announcement')
      .selectAll()
      .where('banner', '=', 1)
      .where('starts_at', '<=', now)
      .where(({ or, eb }) => or([eb('ends_at', 'is', null), eb('ends_at', '>', now)]))
      .orderBy('seq', 'desc')
      .limit(20)
      .execute()
    return rows.map(row => shown(kept(row)))
  }

  async end(id: string, at: string | null): Promise<void> {
    await this.db.updateTable('announcement').set({ ends_at: at }).where('id', '=', id).execute()
  }

  /** Banners about the incident that nobody gave an end. */
  async openOf(incident_id: string): Promise<Announcement[]> {
    const rows = await this.db
      .selectFrom('announcement')
      .selectAll()
      .where('banner', '=', 1)
      .where('ends_at', 'is', null)
      .where('incident_id', '=', incident_id)
      .execute()
    return rows.map(row => shown(kept(row)))
  }
}

const kept = ({ seq, ...row }: Selectable<Row>): Kept => ({ ...announcements.fromRow(row), seq })

export function shown({ seq: _seq, ...announcement }: Kept): Announcement {
  return announcement
}
