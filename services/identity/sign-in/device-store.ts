import type { RowOf } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'

export type Device = {
  /** Of its secret and the user: a browser that two people use is two devices. */
  readonly sha256: string
  readonly user_id: string
  readonly created_at: string
  readonly last_used_at: string
}
type Tables = { device: RowOf<Device> }

const mostOfOneUser = 20

export class DeviceStore extends SqlStore<Tables> {
  find(sha256: string): Promise<Device | undefined> {
    return this.db.selectFrom('device').selectAll().where('sha256', '=', sha256).executeTakeFirst()
  }

  /** Scripts that sign in anew each time push each other out, not the browsers of people, which come back. */
  async put(device: Device): Promise<void> {
    await upsert(this.store, 'device', [device], ['sha256'], ['user_id', 'created_at'])
    const all = await this.db.selectFrom('device').selectAll().where('user_id', '=', device.user_id).execute()
    const others = all.filter(({ sha256 }) => sha256 !== device.sha256)
    for (const { sha256 } of others.toSorted(leastUseful).slice(0, Math.max(0, all.length - mostOfOneUser))) {
      await this.forget([sha256])
    }
  }

  async forget(hashes: readonly string[]): Promise<void> {
    if (hashes.length > 0) await this.db.deleteFrom('device').where('sha256', 'in', hashes).execute()
  }

  async forgetAllOf(user_id: string, but?: string): Promise<void> {
    const gone = this.db.deleteFrom('device').where('user_id', '=', user_id)
    await (but === undefined ? gone : gone.where('sha256', '!=', but)).execute()
  }

  async prune(unusedSince: string): Promise<void> {
    await this.db.deleteFrom('device').where('last_used_at', '<', unusedSince).execute()
  }
}

/** First those that never came back, then those longest unused. */
function leastUseful(a: Device, b: Device): number {
  const cameBack = ({ created_at, last_used_at }: Device) => Number(last_used_at > created_at)
  return cameBack(a) - cameBack(b) || (a.last_used_at < b.last_used_at ? -1 : 1)
}
