import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { type Migrations, openStore, type Store } from '../store.ts'
import { setAside } from './check-file.ts'
import { connect } from './connect.ts'
import { StoreFailure } from './failure.ts'

export type ServiceStoreParts = {
  readonly service: string
  readonly migrations: Migrations
  /** All of it can be had again from others. */
  readonly rebuildable: boolean
  readonly data: string
  readonly url: string | undefined
  readonly clock: Clock
  readonly log: Log
}

/** The store of a service that starts here. A damaged copy of what others have is set aside and begun anew. */
export async function openServiceStore(parts: ServiceStoreParts): Promise<Store> {
  const { service, rebuildable, data, url, clock, log } = parts
  try {
    return await open(parts)
  } catch (thrown) {
    const isDamaged = thrown instanceof StoreFailure && thrown.code === 'store.damaged'
    if (!isDamaged || !rebuildable || url) throw thrown
    const kept = setAside(join(data, `${service}.db`), clock.now())
    log.warn({ file: `${service}.db`, kept }, 'a damaged copy was set aside; it is made again from the other services')
    return open(parts)
  }
}

async function open({ service, migrations, rebuildable, data, url, clock }: ServiceStoreParts): Promise<Store> {
  // A copy is small, so that all of it can be looked at; what cannot be had again is looked at where it is read.
  const connection = await connect(service, { data, url, clock, thorough: rebuildable })
  try {
    return await openStore(connection, migrations)
  } catch (thrown) {
    await connection.close().catch(() => undefined)
    throw thrown
  }
}
