import { closeSync, fdatasync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { removeIfThere } from '../../runtime/files.ts'
import { encodeRecord, type LogRecord, readRecords } from './log-record.ts'

const flush = promisify(fdatasync)
const segmentName = /^\d{10}\.log$/
const nameOf = (segment: number): string => `${String(segment).padStart(10, '0')}.log`

export const folderOf = (data: string, name: string): string => join(data, `${name}.telemetry`)

/** The segments of a log, oldest first. */
export const segmentsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter(name => segmentName.test(name))
    .sort()

/** Samples as they came, on the disk before they are acknowledged, until they lie in the database. */
export class Log {
  readonly #folder: string
  #segment: number
  #handle: number | null = null
  /** Of the present segment. */
  #length = 0
  /** Of all segments that are not dropped. */
  #bytes = 0

  /** A new segment is begun with the first record: the end of an old one may be torn. */
  constructor(folder: string) {
    this.#folder = folder
    this.#segment = Number.parseInt(segmentsIn(folder).at(-1) ?? '0', 10)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Everything that can be read of what is there. */
  *records(): Generator<LogRecord> {
    for (const name of segmentsIn(this.#folder)) {
      const bytes = readFileSync(join(this.#folder, name))
      this.#bytes += bytes.length
      yield* readRecords(bytes)
    }
  }

  /** On the disk when it returns; when it throws, nothing of it is in the log. */
  async append(record: LogRecord): Promise<void> {
    const handle = await this.#open()
    const bytes = encodeRecord(record)
    try {
      for (let written = 0; written < bytes.length; )
        written += writeSync(handle, bytes, written, bytes.length - written, this.#length + written)
      await flush(handle)
    } catch (thrown) {
      this.#giveUp(handle)
      throw thrown
    }
    this.#length += bytes.length
    this.#bytes += bytes.length
  }

  /** What is added from now on lies in another segment. Answers the last one of before. */
  rotate(): number {
    if (this.#handle !== null) closeSync(this.#handle)
    this.#handle = null
    return this.#segment
  }

  /** All up to this segment lies in the database. */
  drop(last: number): void {
    for (const name of segmentsIn(this.#folder)) if (Number.parseInt(name, 10) <= last) rmSync(join(this.#folder, name))
    if (this.#segment === last) this.#bytes = 0
    else this.#bytes = this.#length
  }

  close(): void {
    this.rotate()
  }

  async #open(): Promise<number> {
    if (this.#handle !== null) return this.#handle
    const file = join(this.#folder, nameOf(this.#segment + 1))
    removeIfThere(file)
    const handle = openSync(file, 'wx', 0o600)
    // The name of a new file is on the disk when its folder is.
    const folder = await open(this.#folder)
    await folder.sync().finally(() => folder.close())
    this.#segment += 1
    this.#length = 0
    this.#handle = handle
    return handle
  }

  /** What the disk has of a write that failed nobody knows: it is cut off, and what comes goes into another segment. */
  #giveUp(handle: number): void {
    try {
      ftruncateSync(handle, this.#length)
    } finally {
      this.rotate()
    }
  }
}
