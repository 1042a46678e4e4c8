import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

const turnMs = 10

/** For what has to be done here, since it needs what only this thread has: some of it, then everybody else, then some more. */
export async function mapInTurns<From, To>(
  clock: Pick<Clock, 'monotonic'>,
  all: readonly From[],
  make: (one: From) => To | Promise<To>,
): Promise<To[]> {
  const made: To[] = []
  let until = clock.monotonic() + turnMs
  for (const one of all) {
    made.push(await make(one))
    if (clock.monotonic() < until) continue
    await othersFirst()
    until = clock.monotonic() + turnMs
  }
  return made
}
