import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Readers see the old file or the new one, never half of it, also after a power cut. Makes the folder when missing. For the
 * owner alone unless a mode says else; neither the umask nor the mode of a file that was there before counts.
 */
export function writeFileAtomically(file: string, content: string | Buffer, mode = 0o600): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    // `wx`: a name that somebody has laid there, as a link to elsewhere, is not written through.
    const handle = openSync(temporary, 'wx', mode)
    try {
      fchmodSync(handle, mode)
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let written = 0; written < bytes.length; ) written += writeSync(handle, bytes, written)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(temporary, file)
  } catch (thrown) {
    removeIfThere(temporary)
    throw thrown
  }
}

/** For what is left of an attempt: whatever stands in the way of that has been told already. */
export function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

/** Makes what is missing of the path, with this mode whatever the umask; what is there keeps its own. */
export function makeFolders(folder: string, mode: number): void {
  const first = mkdirSync(folder, { recursive: true, mode })
  if (first === undefined || process.platform === 'win32') return
  for (let made = resolve(folder); made.length >= resolve(first).length; made = dirname(made)) chmodSync(made, mode)
}
