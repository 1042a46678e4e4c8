import { chmodSync, type Dirent, lstatSync, readdirSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolders } from '../runtime/files.ts'
import type { Log } from '../runtime/log.ts'

/** Passable, so that a web server reaches `public/`; what else is in it nobody can list or read. */
const folderMode = 0o711
/** The one part that is for everybody. */
const publicFolder = 'public'
const isPosix = process.platform !== 'win32'

/** What was found open to other users of the machine. */
export type OpenPaths = { readonly mended: number; readonly left: readonly LeftOpen[] }
export type LeftOpen = { readonly path: string; readonly mode: string; readonly owner: number; readonly why: string }

/** Made where it is missing; what exists keeps its mode until `protectDataFolder`. */
export const makeDataFolder = (data: string): void => makeFolders(data, folderMode)

/**
 * Whatever the umask was and whichever version wrote it: the folder 0711, all in it for its owner alone, `public/` for
 * everybody. Links are not followed, and what belongs to neither us nor the owner of the folder is left and told.
 */
export function protectDataFolder(data: string): OpenPaths {
  makeDataFolder(data)
  if (!isPosix) return { mended: 0, left: [] }
  const mending = new Mending(statSync(data).uid)
  mending.mend(data, statSync(data), folderMode)
  mending.below(data, publicFolder)
  return mending
}

/** The same, and what was found is said in the log. */
export function protectAndTell(data: string, log: Log): void {
  const { mended, left } = protectDataFolder(data)
  if (mended > 0) log.warn({ data, mended }, 'files of the data folder were open to other users; they are closed now')
  const [first] = left
  if (first === undefined) return
  const advice = `chown it to the user that runs Vigie, or: chmod ${first.path === data ? '0711' : 'go-rwx'} ${first.path}`
  log.error({ ...first, others: left.length - 1, advice }, 'other users can read what belongs to Vigie')
}

class Mending {
  readonly left: LeftOpen[] = []
  mended = 0
  readonly #owners: readonly number[]

  constructor(owner: number) {
    this.#owners = [owner, process.geteuid?.() ?? owner]
  }

  below(folder: string, open?: string): void {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (entry.name === open && entry.isDirectory()) this.#all(path, { folders: 0o755, files: 0o644 })
      else this.#all(path, { folders: 0o700, files: 0o600 })
    }
  }

  #all(path: string, modes: { readonly folders: number; readonly files: number }): void {
    const found = ifThere(() => lstatSync(path))
    if (found === undefined || found.isSymbolicLink()) return
    // What the owner may do with a file is the owner's affair: an executable stays one.
    this.mend(path, found, found.isDirectory() ? modes.folders : modes.files | (found.mode & 0o100))
    if (!found.isDirectory()) return
    for (const entry of entriesOf(path)) this.#all(join(path, entry.name), modes)
  }

  mend(path: string, { mode, uid }: Stats, wanted: number): void {
    const present = mode & 0o7777
    if (present === wanted) return
    const why = this.#owners.includes(uid) ? changed(path, wanted) : 'it belongs to another user'
    if (why === undefined) this.mended += 1
    // Too closed is seen by whoever needs it; too open is seen by nobody.
    else if ((present & ~wanted & 0o077) !== 0) this.left.push({ path, mode: octal(present), owner: uid, why })
  }
}

/** undefined when it is so now; a file system without modes (FAT, some network shares) says yes and does nothing. */
function changed(path: string, mode: number): string | undefined {
  try {
    chmodSync(path, mode)
    // The data folder itself may be a link: what it leads to was changed, and a link has every right of its own.
    const now = ifThere(() => statSync(path))
    return now === undefined || (now.mode & 0o777) === mode ? undefined : 'the file system keeps no modes'
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException
    // What is mounted into it read-only, such as a configuration, is the operator's.
    return code === 'ENOENT' || code === 'EROFS' ? undefined : message
  }
}

/** Another process of this installation may be at work beside us: what has gone meanwhile is no concern. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

const entriesOf = (folder: string): Dirent[] => ifThere(() => readdirSync(folder, { withFileTypes: true })) ?? []

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')
