import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../../runtime/files.ts'
import { timesOf } from '../format/chunk.ts'
import { blockMs } from '../format/rollup.ts'
import type { Parts } from '../parts.ts'
import type { Sealed, TelemetryStore } from '../telemetry-store.ts'
import type { LogRecord } from './log-record.ts'

/** What comes of reading the log at a start. */
export type Recovered = {
  /** Samples that were in memory when the last process ended, and are again. */
  readonly read: number
  /** Samples that were accepted, were in no database yet and are in no file any more. */
  readonly lost: number
}

/**
 * Brings back what the log holds. Every record carries the number of its first sample, and the ledger the number of the last one
 * that was acknowledged: whatever is in between, and is neither in the log nor in the database, is lost.
 */
export async function recover(parts: Parts): Promise<Recovered> {
  const { rows, log, ledger } = parts
  const sealed = await rows.sealed()
  const before = ledger.totals
  let next = sealed.up_to + 1
  let [read, inDatabase, missing] = [0, 0, 0]
  for (const record of log.records()) {
    // A write that failed may be found whole after a power cut, and the one that was made in its place has the same numbers.
    missing += Math.max(0, record.first - next)
    const taken = await take(parts, record, sealed)
    read += taken.read
    inDatabase += taken.inDatabase
    next = Math.max(next, record.first + record.ids.length)
  }
  const accepted = Math.max(before.accepted, sealed.accepted, next - 1)
  missing += accepted - (next - 1)
  // Of those that are missing from the log some had been brought into the database.
  const lost = Math.max(0, missing - Math.max(0, (sealed.part?.moved ?? 0) - inDatabase))
  ledger.write({
    accepted,
    duplicates: Math.max(before.duplicates, sealed.duplicates),
    refused: Math.max(before.refused, sealed.refused),
    lost: sealed.lost + lost,
  })
  return { read, lost }
}

type Taken = { read: number; inDatabase: number }

async function take(parts: Parts, { first, ids, times, values }: LogRecord, sealed: Sealed): Promise<Taken> {
  const { index, heads } = parts
  const taken: Taken = { read: 0, inDatabase: 0 }
  for (const [place, id] of ids.entries()) {
    const number = first + place
    const series = index.byId(id)
    const { up_to, part } = sealed
    if (number <= up_to) continue
    if (part && number <= part.up_to && id <= part.series_id) {
      taken.inDatabase += 1
      continue
    }
    // Of a series that was deleted nothing comes back.
    if (!series) continue
    const at = times[place] ?? 0
    const block = Math.floor(at / blockMs)
    const head = heads.find(series, block) ?? heads.begin(series, block, await storedTimes(parts, block, id))
    // The log holds no sample twice: what is known already was brought into the database before the last process ended.
    if (head.add(at, values[place] ?? Number.NaN)) taken.read += 1
    else taken.inDatabase += 1
  }
  heads.added(taken.read)
  return taken
}

async function storedTimes({ rows }: Parts, block: number, id: number): Promise<Float64Array[]> {
  return (await rows.chunks([block], [id])).map(({ samples }) => timesOf(samples))
}

/** A restore has left the log in a table: what lies in the folder is of the data that was replaced. */
export async function takeRestored(rows: TelemetryStore, folder: string, aside: string): Promise<boolean> {
  const segments = await rows.segments()
  if (segments.length === 0) return false
  if (existsSync(folder) && readdirSync(folder).length > 0) renameSync(folder, aside)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const [name, parts] of Map.groupBy(segments, segment => segment.name)) {
    if (name !== '') writeFileAtomically(join(folder, name), Buffer.concat(parts.map(({ bytes }) => bytes)))
  }
  const handle = await open(folder)
  await handle.sync().finally(() => handle.close())
  return true
}
