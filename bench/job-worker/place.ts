import { join } from 'node:path'
import type { Outcome } from '../../kit/jobs/job.ts'
import { Jobs } from '../../kit/jobs/jobs.ts'
import type { Clock } from '../../kit/runtime/clock.ts'
import { silentLog } from '../../kit/runtime/log.ts'
import { connect } from '../../kit/store/connect.ts'
import { migrationsOfService } from '../../kit/store/service-store.ts'
import { openStore, type Store } from '../../kit/store/store.ts'

/** Where the jobs are: a folder for what they leave behind, and a database in it or on a server. */
export type Place = {
  readonly folder: string
  readonly url: string | null
  /** Since when time passes so many times as fast, for all processes alike. */
  readonly from: number
}

export type Effect = { readonly key: string; readonly number: number }
export type EffectTables = { effect: Effect & { readonly seq?: number } }

/** A claim that nobody renews is over after a minute, which is nothing to wait for a hundred times. */
const speed = 20

function fastClock(from: number): Clock {
  const now = () => from + (Date.now() - from) * speed
  return {
    now,
    monotonic: now,
    after: (ms, run) => {
      const timer = setTimeout(run, ms / speed)
      return { cancel: () => clearTimeout(timer) }
    },
    onJump: () => () => false,
  }
}

export type Opened = { readonly store: Store; readonly jobs: Jobs }

/** As several processes open it, each aware that the others write, too. */
export async function openPlace({ folder, url, from }: Place): Promise<Opened> {
  const migrations = {
    '0001-create-effects': {
      up: async (db, column) => {
        await column
          .serial(db.schema.createTable('effect'), 'seq')
          .addColumn('key', 'text', c => c.notNull())
          .addColumn('number', 'integer', c => c.notNull())
          .execute()
      },
    },
  } satisfies Parameters<typeof migrationsOfService>[0]['migrations']
  const connection = await connect('parcels', url === null ? { data: folder } : { data: folder, url })
  const store = await openStore(connection, migrationsOfService({ name: 'parcels', migrations }))
  return { store, jobs: new Jobs({ store, clock: fastClock(from), log: silentLog(), shared: true }) }
}

export const parcels = 'parcels'
/** Once it is there, what was a dead letter can be delivered. */
export const mayDeliver = (folder: string): string => join(folder, 'open')
export type Delivered = (parcel: Effect & { readonly fails: boolean }, id: string) => Promise<Outcome>
