import { open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { makeFolders } from '../../../kit/runtime/files.ts'
import { endingOf } from './headers.ts'

/** A start must not wait for the many: single incidents, months and badges are rendered when the store is open. */
const leftFor = /(^|[\\/])(incidents|history|badge)[\\/]/
/** A web server beside us is another user; the umask of this program keeps all others out. */
const folderMode = 0o755
const fileMode = 0o644
/** Whatever else lies there. */
const readAtMost = 60

/**
 * `/` → `index.html`, `/incidents/INC-1` → `incidents/INC-1.html`, `/feed.atom` → `feed.atom`; null for what is no sound
 * name of a file.
 */
export function fileOf(address: string): string | null {
  if (!/^(\/[A-Za-z0-9][A-Za-z0-9._-]*)*\/?$/.test(address)) return null
  if (endingOf(address) !== undefined) return address.slice(1)
  return address.endsWith('/') ? `${address.slice(1)}index.html` : `${address.slice(1)}.html`
}

function addressOf(file: string): string {
  const address = `/${file.split(sep).join('/')}`
  if (endingOf(address) !== undefined) return address
  return address.endsWith('/index.html') ? address.slice(0, -'index.html'.length) : address.slice(0, -'.html'.length)
}

/** The pages of an earlier life, by address. */
export async function readPublicFolder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  makeFolders(folder, folderMode)
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter(entry => entry.isFile() && (entry.name.endsWith('.html') || endingOf(entry.name) !== undefined))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
    .filter(file => !leftFor.test(file))
    .sort((a, b) => a.split(sep).length - b.split(sep).length)
  const pages = new Map<string, Buffer>()
  for (const file of files.slice(0, readAtMost)) pages.set(addressOf(file), await readFile(join(folder, file)))
  return pages
}

/**
 * A web server beside us sees the old page or the new one, never half of it. Not forced to the platter: what a power cut
 * takes is rendered again at the start. On a full disk the old page gives up its room first: what is not true any more is worse
 * than none.
 */
export async function writePublicFile(folder: string, file: string, bytes: Buffer): Promise<void> {
  const path = join(folder, file)
  try {
    await writeAndRename(path, bytes)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw thrown
    await rm(path, { force: true })
    await writeAndRename(path, bytes)
  }
}

async function writeAndRename(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.tmp`
  makeFolders(dirname(path), folderMode)
  try {
    const handle = await open(temporary, 'w')
    try {
      await handle.chmod(fileMode)
      await handle.writeFile(bytes)
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (thrown) {
    await rm(temporary, { force: true })
    throw thrown
  }
}
