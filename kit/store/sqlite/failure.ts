import { statfsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import Database from 'better-sqlite3'
import { say } from '../../messages/kit-catalogue.ts'
import { StoreFailure } from '../failure.ts'
import { isOutOfFiles, tooManyFiles } from '../file-failure.ts'

/** A disk with less than this takes a small write now and then, and refuses the next one: it is still full. */
const fullBelowBytes = 1_048_576

/** What the database could not do because of the world around it; null for what is our own mistake (a constraint, SQL). */
export function sqliteFailure(cause: unknown, file: string): StoreFailure | null {
  if (!(cause instanceof Database.SqliteError)) return null
  const folder = dirname(file)
  const { code } = cause
  if (code === 'SQLITE_FULL') return diskFull(folder, cause)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return damaged(file, cause)
  if (code === 'SQLITE_READONLY_DBMOVED') {
    return new StoreFailure('store.file-gone', { why: say('file.gone', { file }), lasts: true, cause })
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new StoreFailure('store.read-only', { why: say('file.read-only', { file }), cause })
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    const why = isOutOfFiles() ? tooManyFiles(file) : say('file.cannot-open', { file })
    return new StoreFailure('store.cannot-open', { why, cause })
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreFailure('store.locked', { why: say('file.locked', { file }), cause })
  }
  if (code.startsWith('SQLITE_IOERR')) {
    // The shared memory of a database is made longer with a call that fails in this way on a full disk.
    if (freeBytes(folder) < fullBelowBytes) return diskFull(folder, cause)
    const why = say('disk.fails', { folder, file: basename(file), code })
    return new StoreFailure('store.io-error', { why, cause })
  }
  return null
}

function diskFull(folder: string, cause: unknown): StoreFailure {
  return new StoreFailure('store.disk-full', { why: say('disk.full', { folder }), cause })
}

/** Nothing but a person mends it: the rows that are left must not be taken for all of them. */
export function damaged(file: string, cause: unknown): StoreFailure {
  return new StoreFailure('store.damaged', { why: say('file.damaged', { file }), lasts: true, cause })
}

/** A folder, a pipe, a device: where a container was to mount a file that was not there, it has made a folder. */
export function noFile(path: string): StoreFailure {
  return new StoreFailure('store.damaged', { why: say('file.no-file', { file: path }), lasts: true, cause: undefined })
}

/** A write went well, and yet the next one will hardly. */
export function isStillFull(file: string, { code }: StoreFailure): boolean {
  return code === 'store.disk-full' && freeBytes(dirname(file)) < fullBelowBytes
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
