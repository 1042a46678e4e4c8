import { join } from 'node:path'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { KeyFile } from '../secrets/key-file.ts'
import { setAside } from './check-file.ts'
import { StoreFailure } from './failure.ts'
import { type OpenedStore, openStored, type Stored } from './service-store.ts'
import type { Storage } from './storage.ts'

export type ServiceStoreParts = {
  /** `rebuildable`: all of it can be had again from others. */
  readonly service: Stored & { readonly rebuildable?: boolean }
  readonly keys: KeyFile
  readonly data: string
  readonly storage: Storage
  readonly clock: Clock
  readonly log: Log
}

/** The store of a service that starts here. A damaged copy of what others have is set aside and begun anew. */
export async function openServiceStore(parts: ServiceStoreParts): Promise<OpenedStore> {
  const { service, keys, data, storage, clock, log } = parts
  const { name, rebuildable = false } = service
  // A copy is small, so that all of it can be looked at; what cannot be had again is looked at where it is read.
  const open = async () => openStored(service, storage.connect(name, { thorough: rebuildable }), keys, log)
  try {
    return await open()
  } catch (thrown) {
    const isDamaged = thrown instanceof StoreFailure && thrown.code === 'store.damaged'
    if (!isDamaged || !rebuildable || !storage.isFolder) throw thrown
    const kept = setAside(join(data, `${name}.db`), clock.now())
    log.warn({ file: `${name}.db`, kept }, 'a damaged copy was set aside; it is made again from the other services')
    return open()
  }
}
