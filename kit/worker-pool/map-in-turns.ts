import { turnOfOthersWhenLong } from '../runtime/loop-turns.ts'

/** For what has to be done here, since it needs what only this thread has: some of it, then everybody else, then some more. */
export async function mapInTurns<From, To>(all: readonly From[], make: (one: From) => To | Promise<To>): Promise<To[]> {
  const made: To[] = []
  for (const one of all) {
    made.push(await make(one))
    await turnOfOthersWhenLong()
  }
  return made
}
