import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { writeFileAtomically } from '../runtime/files.ts'
import { conflict, Refusal } from '../service/errors.ts'
import { noFile, sqliteFailure } from './sqlite/failure.ts'

export type Lock = { release(): void }

/** A connection that nobody refers to is closed by the garbage collector, and its lock is gone. */
const held = new Set<Database.Database>()

const pauseMs = 50
const patience = 40

/** For a start, which often follows the end of the process before: one that is just going is waited for. */
export async function acquireLock(data: string, services: readonly string[]): Promise<Lock> {
  for (let tries = 0; ; tries++) {
    try {
      return lockFolder(data, services)
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || tries === patience) throw thrown
      await pause(pauseMs)
    }
  }
}

/**
 * Refuses a second process on the same folder. The kernel holds the lock, so it holds over containers that share the
 * folder, and ends with the process, however that ends. Beside it lies a note for each service that says who it is: the
 * program before this version knew nothing else.
 */
export function lockFolder(data: string, services: readonly string[]): Lock {
  mkdirSync(data, { recursive: true })
  const notes = services.map(service => join(data, `${service}.lock`))
  const file = join(data, 'folder.lock')
  const locked = lockFile(file)
  if (!locked) throw inUse(data, holderIn(notes))
  try {
    const before = holderIn(notes)
    if (before && isOtherProcess(before)) throw inUse(data, before)
    const mine = `${process.pid} ${startOf(process.pid)} ${hostname()}`
    for (const note of notes) writeNote(note, mine)
    return {
      release: () => {
        // The lock itself goes last: as long as it is held, all of them are ours.
        for (const name of [...notes, file]) rmSync(name, { force: true })
        unlock(locked)
      },
    }
  } catch (thrown) {
    unlock(locked)
    throw thrown
  }
}

/**
 * SQLite locks the file as it locks a database; nothing is ever written to it. Nobody else in this process may open it:
 * closing any handle of a file gives up all locks that the process has on it.
 */
function lockFile(file: string): Database.Database | null {
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  if (!statSync(file).isFile()) throw noFile(file)
  const inode = inodeOf(file)
  const database = new Database(file, { timeout: 0 })
  try {
    database.pragma('cache_size = 0')
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    // The process before may have removed the file that was opened: then a lock on it keeps nobody out.
    if (inode !== null && inode === inodeOf(file)) {
      held.add(database)
      return database
    }
  } catch (thrown) {
    database.close()
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')) return null
    throw sqliteFailure(thrown, file) ?? thrown
  }
  database.close()
  return null
}

function unlock(database: Database.Database): void {
  held.delete(database)
  database.close()
}

const inodeOf = (file: string): bigint | null => statSync(file, { bigint: true, throwIfNoEntry: false })?.ino ?? null

/** Whatever stands in its way, the lock holds without it. */
function writeNote(note: string, text: string): void {
  try {
    writeFileAtomically(note, text)
  } catch {}
}

type Holder = { readonly pid: number; readonly start: string; readonly host: string | undefined; readonly since: Date }

/** The one that is running, where several notes are left. */
function holderIn(notes: readonly string[]): Holder | null {
  const holders = notes.flatMap(note => {
    try {
      const [pid = '', start = '', host] = readFileSync(note, 'utf8').split(' ')
      return [{ pid: Number(pid), start, host, since: statSync(note).mtime }]
    } catch {
      return []
    }
  })
  return holders.find(isOtherProcess) ?? holders[0] ?? null
}

function inUse(data: string, holder: Holder | null): Refusal {
  if (!holder) return conflict('kit.data-in-use', `another process is taking the data in ${data}; try again`)
  const where = holder.host ? `${holder.pid} on ${holder.host}` : String(holder.pid)
  return conflict(
    'kit.data-in-use',
    `the data in ${data} is in use by process ${where} since ${holder.since.toISOString()}; stop it, or start this one with another --data folder`,
  )
}

/** One that is still there without the lock is of a version that knew only the note. */
function isOtherProcess({ pid, start }: Holder): boolean {
  return pid > 0 && pid !== process.pid && isRunning(pid) && startOf(pid) === start
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When the process started, in clock ticks since boot: a pid alone is reused, in a container nearly always. */
function startOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? '-'
  } catch {
    return '-'
  }
}
