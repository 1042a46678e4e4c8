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
  /** Samples that were accepted and are in no file any more; found missing now, or before. */
  readonly lost: number
}

/**
 * Brings back what the log holds. Every record carries the number of its first sample, and the ledger the number of the last one
 * that was acknowledged: whatever is in between, and is neither in the log nor in the database, is lost, and counted once.
 */
export async function recover(parts: Parts): Promise<Recovered> {
  const { rows, log, ledger } = parts
  const sealed = await rows.sealed()
  const before = ledger.entry
  const judged = Math.max(before.judged, sealed.up_to)
  let next = sealed.up_to + 1
  let [read, lost] = [0, 0]
  for (const record of log.records()) {
    const end = record.first + record.ids.length
    // A record out of its order is no record of this log.
    if (end <= next) continue
    lost += missing(next, record.first, judged)
    read += await take(parts, record, sealed)
    next = end
  }
  const accepted = Math.max(before.accepted, sealed.accepted, next - 1)
  lost += missing(next, accepted + 1, judged)
  ledger.write({
    accepted,
    duplicates: Math.max(before.duplicates, sealed.duplicates),
    refused: Math.max(before.refused, sealed.refused),
    lost: Math.max(before.lost, sealed.lost) + lost,
    judged: accepted,
  })
  return { read, lost }
}

/** How many from `next` to before `first` nobody has counted yet. */
const missing = (next: number, first: number, judged: number): number => Math.max(0, first - Math.max(next, judged + 1))

async function take(parts: Parts, { first, ids, times, values }: LogRecord, sealed: Sealed): Promise<number> {
  const { index, heads, rows } = parts
  let read = 0
  for (const [place, id] of ids.entries()) {
    const series = index.byId(id)
    const number = first + place
    const isPartSealed = sealed.part !== null && number <= sealed.part.up_to && id <= sealed.part.series_id
    // Of a series that was deleted nothing comes back.
    if (!series || number <= sealed.up_to || isPartSealed) continue
    const at = times[place] ?? 0
    const block = Math.floor(at / blockMs)
    let head = heads.find(series, block)
    if (!head) {
      const stored = await rows.chunks([block], [id])
      head = heads.begin(
        series,
        block,
        stored.map(({ samples }) => timesOf(samples)),
      )
    }
    if (head.add(at, values[place] ?? Number.NaN)) read += 1
  }
  heads.added(read)
  return read
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
