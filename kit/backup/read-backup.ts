import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { conflict, invalid, messageOf, notFound, type Refusal } from '../service/errors.ts'
import { backupFormat, cellsOf, FileEnd, Header, keptFiles, type Row, ServiceEnd, TableLine } from './format.ts'
import { readLineFile, UnpacksTooFar } from './ndjson-file.ts'

/** Takes what a backup holds, in its order. */
export type Taker = {
  begin(header: Header): Promise<void>
  table(line: TableLine): Promise<void>
  row(row: Row): Promise<void>
  /** All of the service was there, and its checksum was right. */
  endOf(service: string): Promise<void>
}

export type BackupFile = { readonly path: string; readonly progress: (done: number, total: number) => void }

/** Refuses a file that is not one of ours, is newer than this program, or is damaged; the taker must then forget all. */
export async function readBackup({ path, progress }: BackupFile, taker: Taker): Promise<Header> {
  const found = statSync(path, { throwIfNoEntry: false })
  // A pipe or a device could go on for ever.
  if (!found?.isFile()) throw notFound('kit.no-such-file', `there is no file ${path}`)
  const { size } = found
  const reading = new Reading(judgedAtTheEnd(taker))
  const lines = readLineFile(path, bytes => progress(Math.ceil(bytes / 1024), Math.ceil(Math.max(size, bytes) / 1024)))
  try {
    for await (const line of lines) await reading.take(line)
  } catch (thrown) {
    // What zlib says of bytes that are none of its own, or end too early.
    const isUnpacking = (thrown as NodeJS.ErrnoException).code?.startsWith('Z_') || thrown instanceof UnpacksTooFar
    if (isUnpacking) throw damaged(messageOf(thrown))
    throw thrown
  }
  return reading.end()
}

export const damaged = (what: string): Refusal =>
  invalid('kit.damaged-backup', `the backup is damaged or cut short (${what}); nothing was changed`)

/** What a database refuses may come of a damaged line: whether it did, the checksum at the end of the service tells. */
function judgedAtTheEnd(taker: Taker): Taker {
  let failure: { readonly thrown: unknown } | undefined
  const unlessFailed = async (take: () => Promise<void>) => {
    if (failure) return
    try {
      await take()
    } catch (thrown) {
      failure = { thrown }
    }
  }
  return {
    begin: header => taker.begin(header),
    table: line => unlessFailed(() => taker.table(line)),
    row: row => unlessFailed(() => taker.row(row)),
    endOf: async service => {
      if (failure) throw failure.thrown
      await taker.endOf(service)
    },
  }
}

class Reading {
  readonly #taker: Taker
  #header: Header | undefined
  #headerSum = ''
  #hash = createHash('sha256')
  #service: string | null = null
  readonly #seen = new Set<string>()
  #tables = new Set<string>()
  #width = 0
  #rows = 0
  #all = 0
  #ended = false

  constructor(taker: Taker) {
    this.#taker = taker
  }

  async take(line: string): Promise<void> {
    if (this.#ended) throw damaged('there is more after its end')
    const value = parsed(line)
    if (this.#header === undefined) return this.#begin(value, line)
    if (Array.isArray(value)) return this.#row(value, line)
    if (Value.Check(TableLine, value)) return this.#table(value, line)
    if (Value.Check(ServiceEnd, value)) return this.#endOf(value)
    const { rows, sha256 } = checked(FileEnd, value)
    if (rows !== this.#all || sha256 !== this.#headerSum) throw damaged('its checksum is another')
    this.#ended = true
  }

  end(): Header {
    const missing = Object.keys(this.#header?.services ?? {}).find(service => !this.#seen.has(service))
    if (this.#header === undefined || !this.#ended || missing) throw damaged('its end is missing')
    return this.#header
  }

  async #begin(value: unknown, line: string): Promise<void> {
    const { format, format_version } = (value ?? {}) as Partial<Header>
    if (format !== 'vigie-backup') throw invalid('kit.no-backup', 'this is no backup of Vigie')
    if (typeof format_version === 'number' && format_version > backupFormat) {
      throw conflict('kit.newer-backup', `the backup is in a newer format (${format_version}) than this Vigie knows`)
    }
    const foreign = Object.keys((value as Partial<Header>).files ?? {}).find(name => !isKept(name))
    if (foreign !== undefined) throw damaged(`a file of none of our names: ${quoted(foreign)}`)
    this.#header = checked(Header, value)
    this.#headerSum = createHash('sha256').update(`${line}\n`).digest('hex')
    await this.#taker.begin(this.#header)
  }

  async #table(value: TableLine, line: string): Promise<void> {
    const { service, table, columns } = value
    const fits = this.#service === null || this.#service === service
    const isKnown = Object.hasOwn(this.#header?.services ?? {}, service) && !this.#seen.has(service)
    if (!fits || !isKnown || this.#tables.has(table)) throw damaged(`a table of ${quoted(service)}`)
    this.#service = service
    this.#tables.add(table)
    this.#width = columns.length
    this.#hash.update(`${line}\n`)
    await this.#taker.table(value)
  }

  async #row(value: readonly unknown[], line: string): Promise<void> {
    const row = cellsOf(value)
    if (this.#service === null || row?.length !== this.#width) throw damaged('a row that does not fit')
    this.#rows += 1
    this.#hash.update(`${line}\n`)
    await this.#taker.row(row)
  }

  async #endOf({ end_of, rows, sha256 }: ServiceEnd): Promise<void> {
    const isKnown = Object.hasOwn(this.#header?.services ?? {}, end_of) && !this.#seen.has(end_of)
    if (!isKnown) throw damaged(`an end of ${quoted(end_of)}`)
    if ((this.#service ?? end_of) !== end_of || rows !== this.#rows || sha256 !== this.#hash.digest('hex')) {
      throw damaged(`the checksum of ${end_of} is another`)
    }
    this.#seen.add(end_of)
    this.#all += rows
    this.#service = null
    this.#tables = new Set()
    this.#rows = 0
    this.#hash = createHash('sha256')
    await this.#taker.endOf(end_of)
  }
}

const isKept = (name: string): boolean => (keptFiles as readonly string[]).includes(name)

/** Of a file that anybody may have made: never all of it, and never raw into a terminal. */
const quoted = (name: string): string => JSON.stringify(name.slice(0, 80))

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw damaged('a line that cannot be read')
  }
}

function checked<Schema extends TSchema>(schema: Schema, value: unknown): Static<Schema> {
  if (!Value.Check(schema, value)) throw damaged('a line of no known sort')
  return value
}
