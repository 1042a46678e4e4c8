import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findProgram, reasonMissing } from '../programs.ts'
import { directly, type Fault, type LayGround } from './fault.ts'

/** A wall clock of its own for one program. The monotonic one goes on, as when somebody sets the time of a machine. */
export type SettableClock = {
  /** For the program to be started with. */
  readonly environment: Readonly<Record<string, string>>
  /** Against the real time. */
  set(seconds: number): void
  remove(): void
}

/** Throws where libfaketime cannot be had. */
export async function settableClock(): Promise<SettableClock> {
  await findProgram('faketime', { packages: ['faketime'] })
  const [library] = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')
  if (!library) throw new Error(reasonMissing('libfaketime'))
  const folder = mkdtempSync(join(tmpdir(), 'vigie-clock-'))
  const file = join(folder, 'clock')
  const set = (seconds: number) => writeFileSync(file, seconds < 0 ? String(seconds) : `+${seconds}`)
  set(0)
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    set,
    remove: () => rmSync(folder, { recursive: true }),
  }
}

const hourS = 3_600

/** The program has a wall clock that can be set, and can be stopped as a whole, as by a laptop that is closed. */
export const onSettableClock: LayGround = async () => {
  let clock: SettableClock
  try {
    clock = await settableClock()
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
  const setTo = (name: string, seconds: number): Fault => ({
    name,
    cause: null,
    inject: async () => {
      clock.set(seconds)
      return async () => clock.set(0)
    },
  })
  return {
    faults: [setTo('the clock is an hour ahead', hourS), setTo('the clock is an hour behind', -hourS)],
    options: { environment: clock.environment },
    portOf: directly,
    remove: async () => clock.remove(),
  }
}
