import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { conflict, Refusal } from './errors.ts'

export type Lock = { release(): void }

const pauseMs = 50
const patience = 40

/** For a start, which often follows the end of the process before: one that is just going is waited for. */
export async function lockDataSoon(data: string, service: string): Promise<Lock> {
  for (let tries = 0; ; tries++) {
    try {
      return lockData(data, service)
    } catch (thrown) {
      if (!(thrown instanceof Refusal) || tries === patience) throw thrown
      await pause(pauseMs)
    }
  }
}

/** Refuses a second process on the same service's data. A lock left by a process that is gone is taken over. */
export function lockData(data: string, service: string): Lock {
  mkdirSync(data, { recursive: true })
  const file = join(data, `${service}.lock`)
  const mine = `${process.pid} ${startOf(process.pid)}`
  // Two tries: the second after a stale lock was removed; `wx` makes sure that only one of two racing processes gets it.
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return { release: () => rmSync(file, { force: true }) }
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
    }
    const [pid, start] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : []
    if (pid && isRunning(Number(pid)) && startOf(Number(pid)) === start) {
      throw conflict(
        'kit.data-in-use',
        `the data in ${data} is in use by process ${pid}; stop it, or start this one with another --data folder`,
      )
    }
    rmSync(file, { force: true })
  }
  throw conflict('kit.data-in-use', `another process is taking ${file}; try again`)
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
