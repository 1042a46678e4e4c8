import { type FSWatcher, statSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { Clock, Timer } from '../runtime/clock.ts'

export type WatchOptions = {
  /** It may be missing now and come later. */
  readonly file: string
  readonly clock: Clock
  /** Called once for each save, when nothing has changed for `settle_ms`. Its failures are its own. */
  readonly saved: () => void
  readonly settle_ms?: number
  /** Looks anyway this often: on network drives and some mounts nobody tells of changes. */
  readonly poll_ms?: number
}

export type Watch = { stop(): void }

/**
 * Watches one file by watching its folder, so that it also sees editors that write a new file and rename it over the
 * old one, and mounts that swap a link. What the file is (inode, time, size) decides, not what the system tells.
 */
export function watchFile(options: WatchOptions): Watch {
  const { file, clock, saved, settle_ms = 300, poll_ms = 2_000 } = options
  let known = stateOf(file)
  let changed: string | undefined
  let settling: Timer | undefined
  let polling: Timer | undefined

  const settle = () => {
    settling = undefined
    const state = stateOf(file)
    if (state !== changed) return look()
    changed = undefined
    // A file that is away is being replaced, or was given up: neither is a save.
    if (state === missing) return
    known = state
    saved()
  }
  const look = () => {
    const state = stateOf(file)
    if (state === (changed ?? known)) return
    changed = state
    settling?.cancel()
    settling = clock.after(settle_ms, settle)
  }
  const poll = () => {
    look()
    polling = clock.after(poll_ms, poll)
  }
  const folder = watchFolder(file, look)
  poll()
  return {
    stop: () => {
      folder?.close()
      settling?.cancel()
      polling?.cancel()
    },
  }
}

const missing = 'missing'

/** Undefined where the system cannot watch (no folder, no more handles): polling does it alone then. */
function watchFolder(file: string, look: () => void): FSWatcher | undefined {
  const name = basename(file)
  try {
    const watcher = watch(dirname(resolve(file)), { persistent: false }, (_event, entry) => {
      // Kubernetes swaps `..data`; a log beside the file must not make us look at each line.
      if (entry === null || entry === name || entry.startsWith('..')) look()
    })
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}

function stateOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}:${stat.mtimeNs}:${stat.ctimeNs}:${stat.size}` : missing
}
