import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '../kit/testing/children.ts'

/** Of one turn of the event loop, the longest. */
export type LoopTime = {
  /** Whatever the machine did meanwhile. */
  readonly longest_ms: number
  /** Without the time in which its thread had no processor: what it worked, and waited for the disk or for other threads. */
  readonly held_ms: number
  /** What its thread worked: all that is left of it on a machine with nothing else to do. */
  readonly worked_ms: number
}

export type LoopWatch = {
  /** For the program that is watched. */
  readonly environment: Readonly<Record<string, string>>
  /** Since it was last asked. */
  read(): Promise<LoopTime>
}

export async function loopWatch(): Promise<LoopWatch> {
  const port = await freePort()
  const file = join(import.meta.dirname, 'loop-watch', 'main.ts')
  return {
    environment: { LOOP_WATCH_PORT: String(port), NODE_OPTIONS: `--import=file://${file}` },
    read: async () => JSON.parse(await text(connect(port, '127.0.0.1'))) as LoopTime,
  }
}
