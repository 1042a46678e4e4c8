import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Device } from './device.ts'

const rows = rowCodec<Device>({ units: 'json' })
type Tables = { device: RowOf<Device> }

const mostRows = 1_000

export class DeviceStore extends SqlStore<Tables> {
  /** By client and id, behind that one. */
  async behind(after: Pick<Device, 'client' | 'id'> | undefined): Promise<Device[]> {
    let query = this.db.selectFrom('device').selectAll()
    if (after)
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('client', 'id'), '>', tuple(after.client, after.id)))
    return (await query.orderBy('client').orderBy('id').limit(mostRows).execute()).map(rows.fromRow)
  }

  async put(devices: readonly Device[]): Promise<void> {
    await this.store.transaction(() => upsert(this.store, 'device', devices.map(rows.toRow), ['client', 'id']))
  }

  async deleteOf(client: string): Promise<void> {
    await this.db.deleteFrom('device').where('client', '=', client).execute()
  }
}
