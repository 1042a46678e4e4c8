import { turnOfOthers } from '../runtime/loop-turns.ts'

/**
 * All rows, a page at a time, for whoever goes through more of them than memory should hold. `read` answers the rows behind
 * the last one of the page before, by a key that an index has, and none when there are no more. Between two pages everybody
 * else has a turn, so rows change meanwhile: one that is there from beginning to end, and whose key stays, comes exactly once,
 * as it is when its page is read.
 */
export async function* inPages<Row>(
  read: (after: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[], void, undefined> {
  let after: Row | undefined
  for (;;) {
    await turnOfOthers()
    const page = await read(after)
    if (page.length === 0) return
    yield page
    after = page.at(-1)
  }
}
