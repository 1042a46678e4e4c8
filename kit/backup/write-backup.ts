import { createHash } from 'node:crypto'
import type { EngineConnection } from '../store/engine.ts'
import {
  backupFormat,
  type FileEnd,
  type FileRows,
  type Header,
  rowLine,
  type ServiceEnd,
  type TableLine,
} from './format.ts'
import { type WriteLine, writeLineFile } from './ndjson-file.ts'
import { type Cursors, keyIdsIn, migrationsOf, readCursors, withSnapshot } from './snapshot.ts'

export type Source = {
  readonly service: string
  readonly connection: EngineConnection
  /** What it keeps in the data folder. */
  readonly files?: { readonly rows: FileRows; readonly data: string } | undefined
}

export type BackupInput = {
  readonly version: string
  readonly made_at: string
  readonly sources: readonly Source[]
  readonly files: Readonly<Record<string, string>>
  /** Id of the key in use. */
  readonly key?: string | null
  readonly progress: (done: number, total: number, what: string) => void
}

/** Answers the number of rows. */
export async function writeBackup(file: string, input: BackupInput): Promise<number> {
  const { version, made_at, sources, files } = input
  // How far everybody has heard comes first. An event that a listener handles from now on is in its own snapshot as
  // handled, and after a restore comes again and changes nothing; the other way round it would be lost.
  const first = new Map<string, Cursors>()
  for (const { service, connection, files } of sources) {
    const cursors = await readCursors(connection)
    first.set(service, files ? new Map([...cursors, [files.rows.table, files.rows.read(files.data)]]) : cursors)
  }
  const services: Header['services'] = {}
  for (const { service, connection } of sources) services[service] = { migrations: await migrationsOf(connection) }
  const keys = new Set(input.key ? [input.key] : [])
  for (const { connection } of sources) for (const id of await keyIdsIn(connection)) keys.add(id)
  const header = JSON.stringify({
    format: 'vigie-backup',
    format_version: backupFormat,
    version,
    made_at,
    engine: sources[0]?.connection.engine ?? 'sqlite',
    services,
    files,
    keys: [...keys],
  } satisfies Header)
  let rows = 0
  await writeLineFile(file, async write => {
    await write(header)
    for (const source of sources) {
      rows += await writeService(source, first.get(source.service) ?? new Map(), input.progress, write)
    }
    const sha256 = createHash('sha256').update(`${header}\n`).digest('hex')
    await write(JSON.stringify({ end: true, rows, sha256 } satisfies FileEnd))
  })
  return rows
}

async function writeService(
  { service, connection }: Source,
  cursors: Cursors,
  progress: BackupInput['progress'],
  write: WriteLine,
): Promise<number> {
  const hash = createHash('sha256')
  const say = (line: string): Promise<void> => {
    hash.update(`${line}\n`)
    return write(line)
  }
  let rows = 0
  await withSnapshot(connection, cursors, async snapshot => {
    for (const { table, columns, last } of snapshot.tables) {
      await say(
        JSON.stringify({ service, table, columns, ...(last === undefined ? {} : { last }) } satisfies TableLine),
      )
      for await (const page of snapshot.read(table)) {
        for (const row of page) await say(rowLine(row))
        rows += page.length
        progress(Math.min(rows, snapshot.rows), snapshot.rows, service)
      }
    }
    progress(snapshot.rows, snapshot.rows, service)
  })
  await write(JSON.stringify({ end_of: service, rows, sha256: hash.digest('hex') } satisfies ServiceEnd))
  return rows
}
