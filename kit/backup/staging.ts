import { join } from 'node:path'
import { sql } from 'kysely'
import { writeFileAtomically } from '../runtime/files.ts'
import { connect, type Where } from '../store/connect.ts'
import type { EngineConnection } from '../store/engine.ts'
import type { Storage } from '../store/storage.ts'
import { commitRestore, dropStaging, emptyStaging, hasData, keptAside, stagingFolder } from './restore-folder.ts'
import { migrationsOf } from './snapshot.ts'

/** Where restored data grows, out of everybody's sight, until it takes the place of what was there at one instant. */
export type Staging = {
  /** Is there something that would be replaced? */
  readonly taken: boolean
  /** Where what was there is kept. */
  readonly aside: string
  open(service: string): Promise<EngineConnection>
  commit(files: Readonly<Record<string, string>>): Promise<void>
  /** Leaves everything as it was. After `commit` it only ends. */
  end(): Promise<void>
}

/** Nobody else may have the storage meanwhile. */
export function stagingIn(where: Where, storage: Storage, services: readonly string[]): Promise<Staging> {
  return where.url ? inSchemas(where, storage, services) : inFolder(where)
}

async function inFolder({ data }: Where): Promise<Staging> {
  emptyStaging(data)
  return {
    taken: hasData(data),
    aside: join(data, keptAside),
    open: service => connect(service, { data: stagingFolder(data) }),
    commit: async files => {
      for (const [name, text] of Object.entries(files))
        writeFileAtomically(join(stagingFolder(data), name), text, 0o600)
      commitRestore(data)
    },
    end: async () => dropStaging(data),
  }
}

const staged = (service: string): string => `restore_${service}`
const aside = (service: string): string => `before_restore_${service}`

async function inSchemas({ data }: Where, storage: Storage, services: readonly string[]): Promise<Staging> {
  const base = storage.connect('public')
  const present = await schemasWithData(storage, services)
  for (const service of services) await dropSchema(base, staged(service))
  return {
    taken: present.length > 0,
    aside: `the schemas ${aside('…')} of the database`,
    open: async service => storage.connect(staged(service)),
    commit: async files => {
      await swap(base, services)
      for (const [name, text] of Object.entries(files)) writeFileAtomically(join(data, name), text, 0o600)
    },
    end: async () => {
      for (const service of services) await dropSchema(base, staged(service))
    },
  }
}

async function schemasWithData(storage: Storage, services: readonly string[]): Promise<string[]> {
  const present: string[] = []
  for (const service of services) {
    if ((await migrationsOf(storage.connect(service))).length > 0) present.push(service)
  }
  return present
}

async function dropSchema({ write }: EngineConnection, name: string): Promise<void> {
  await sql`drop schema if exists ${sql.id(name)} cascade`.execute(write)
}

/** All in one transaction: the database has the old data of all services or the new. */
async function swap({ write }: EngineConnection, services: readonly string[]): Promise<void> {
  await write.transaction().execute(async db => {
    const { rows } = await sql<{ name: string }>`select nspname as name from pg_namespace`.execute(db)
    const there = new Set(rows.map(row => row.name))
    for (const service of services) {
      await sql`drop schema if exists ${sql.id(aside(service))} cascade`.execute(db)
      if (there.has(service)) {
        await sql`alter schema ${sql.id(service)} rename to ${sql.id(aside(service))}`.execute(db)
      }
      if (there.has(staged(service))) {
        await sql`alter schema ${sql.id(staged(service))} rename to ${sql.id(service)}`.execute(db)
      }
    }
  })
}
