import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { directly, type Fault, type LayGround } from './fault.ts'

/** A disk of a few megabytes that can be filled to the last byte and freed again, as often as a test wants. */
export type SmallDisk = {
  readonly folder: string
  /** Takes all that is free, but for so many bytes. What is freed meanwhile by others is taken at the next call. */
  fill(leave?: number): void
  /** Gives back what `fill` took. */
  free(): void
  freeBytes(): number
  /** Once nothing on it is open any more. */
  remove(): void
}

const filler = 'filler'

/** In a folder of its own; throws where mounting is not allowed (not root, a container without the capability). */
export function mountSmallDisk(bytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'pipe' })
  } catch (thrown) {
    rmSync(folder, { recursive: true, force: true })
    throw thrown
  }
  let mounted = true
  const remove = (): void => {
    if (!mounted) return
    mounted = false
    process.off('exit', remove)
    // Lazily: a child that was killed a moment ago may still hold a file.
    execFileSync('umount', ['-l', folder], { stdio: 'pipe' })
    rmSync(folder, { recursive: true, force: true })
  }
  process.on('exit', remove)
  return {
    folder,
    fill: (leave = 0) => fillUp(join(folder, filler), folder, leave),
    free: () => rmSync(join(folder, filler), { force: true }),
    freeBytes: () => freeBytesOf(folder),
    remove,
  }
}

/** For a test; null where mounting is not allowed: then the test is skipped and says why. */
export function smallDisk(t: TestContext, bytes: number): SmallDisk | null {
  try {
    const disk = mountSmallDisk(bytes)
    t.after(disk.remove)
    return disk
  } catch (thrown) {
    t.skip(`a small disk cannot be mounted here: ${thrown instanceof Error ? thrown.message.trim() : thrown}`)
    return null
  }
}

const groundBytes = 20 * 1_048_576
const refillEveryMs = 50

/** All that the program writes lies on a small disk. While the fault lasts, what others give back is taken again. */
export const onSmallDisk: LayGround = async () => {
  let disk: SmallDisk
  try {
    disk = mountSmallDisk(groundBytes)
  } catch (thrown) {
    return `a small disk cannot be mounted here: ${thrown instanceof Error ? thrown.message.trim() : thrown}`
  }
  return {
    faults: [diskIsFull(disk)],
    options: { fill: async folder => putOn(disk, folder, ['data', 'incidents', 'logs']) },
    portOf: directly,
    remove: async () => disk.remove(),
  }
}

/** So that a program that runs in `folder` has these folders on the disk. */
export function putOn(disk: SmallDisk, folder: string, names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(disk.folder, name))
    symlinkSync(join(disk.folder, name), join(folder, name))
  }
}

const diskIsFull = (disk: SmallDisk): Fault => ({
  name: 'the disk is full',
  cause: /the disk of \S+ is full/,
  inject: async () => {
    disk.fill()
    const timer = setInterval(() => disk.fill(), refillEveryMs).unref()
    return async () => {
      clearInterval(timer)
      disk.free()
    }
  },
})

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function fillUp(file: string, folder: string, leave: number): void {
  if (!existsSync(folder)) mkdirSync(folder)
  const handle = openSync(file, 'a')
  try {
    for (const size of [262_144, 4_096, 1]) {
      const block = Buffer.alloc(size, 1)
      while (freeBytesOf(folder) - size >= leave || size === 1) {
        if (writeSync(handle, block) < size || (size === 1 && leave > 0)) break
      }
    }
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown
  } finally {
    closeSync(handle)
  }
}
