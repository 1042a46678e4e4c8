import { statfsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StoreFailure } from './failure.ts'

/** A disk with less than this takes a small write now and then, and refuses the next one: it is still full. */
const fullBelowBytes = 1_048_576

/** What the database could not do because of the world around it; null for what is our own mistake (a constraint, SQL). */
export function sqliteFailure(thrown: unknown, file: string): StoreFailure | null {
  if (!(thrown instanceof Database.SqliteError)) return null
  const folder = dirname(file)
  const name = basename(file)
  const { code } = thrown
  const failure = (kind: string, message: string, cause: string, lasts = false) =>
    new StoreFailure(`store.${kind}`, message, { cause, lasts, thrown })
  if (code === 'SQLITE_FULL') return diskFull(folder, thrown)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(file, thrown)
  if (code === 'SQLITE_READONLY_DBMOVED') {
    return failure('file-gone', 'the data was taken away while Vigie ran', `${file} was removed or replaced`, true)
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return failure('read-only', 'the data can only be read', `${name} in ${folder} cannot be written to`)
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    return failure('cannot-open', 'the data cannot be opened', `${file} cannot be opened`)
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return failure('locked', 'another program holds the data', `another program holds ${file}`)
  }
  if (code.startsWith('SQLITE_IOERR')) {
    // The shared memory of a database is made longer with a call that fails in this way on a full disk.
    if (freeBytes(folder) < fullBelowBytes) return diskFull(folder, thrown)
    return failure('io-error', 'the disk fails', `the disk of ${folder} fails (${code}): ${name} cannot be used`)
  }
  return null
}

function diskFull(folder: string, thrown: unknown): StoreFailure {
  return new StoreFailure('store.disk-full', 'the disk is full', { cause: `the disk of ${folder} is full`, thrown })
}

/** Nothing but a person mends it: the rows that are left must not be taken for all of them. */
export function damaged(file: string, thrown: unknown): StoreFailure {
  const cause = `${file} is damaged: put back a backup (vigie restore), or move the file away to start without its data`
  return new StoreFailure('store.damaged', 'the data is damaged', { cause, lasts: true, thrown })
}

/** What still stands in the way although a write went well; null when all is well again. */
export function stillFull(file: string, failure: StoreFailure): boolean {
  return failure.code === 'store.disk-full' && freeBytes(dirname(file)) < fullBelowBytes
}

/** `Infinity` where the file system does not say. */
function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
