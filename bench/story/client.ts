import { setTimeout as pause } from 'node:timers/promises'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'

/** The program itself answers sooner, or not at all; on a machine that is busy elsewhere nobody gives up on what is still being done. */
const answerMs = 60_000
const tryEveryMs = 300
const patienceMs = 180_000

export type Answered = { readonly status: number; readonly body: string }

/** null: the connection broke or nothing came, so that nobody knows whether it was done. */
export async function ask(
  { url }: Vigie,
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: object; headers?: Record<string, string> } = {},
): Promise<Answered | null> {
  try {
    const answer = await fetch(url + path, {
      method,
      headers: {
        // A connection that was idle while the program died would fail the first thing asked of the next one.
        connection: 'close',
        authorization: `Bearer ${testAdminKey}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerMs),
    })
    return { status: answer.status, body: await answer.text() }
  } catch {
    return null
  }
}

/**
 * As a careful program does it: again until it is done. What it was told is not done it does again without looking; where
 * nobody knows whether it is, it looks until it sees.
 */
export async function insist(
  what: string,
  tryIt: () => Promise<Answered | null>,
  /** null: that cannot be seen now. */
  isDone: () => Promise<boolean | null> = async () => false,
): Promise<number> {
  const end = performance.now() + patienceMs
  let last: Answered | null = null
  for (let tries = 1; performance.now() < end; tries++) {
    last = await tryIt()
    if (last && last.status < 300) return tries
    if (last && last.status < 500 && last.status !== 429) break
    await pause(tryEveryMs)
    if (isKnown(last)) continue
    let seen = await isDone()
    for (; seen === null && performance.now() < end; seen = await isDone()) await pause(tryEveryMs)
    if (seen) return tries
  }
  throw new Error(`${what} could not be done: ${last ? `${last.status} ${last.body}` : 'no answer'}`)
}

const isKnown = (answer: Answered | null): boolean => answer !== null && !answer.body.includes('store.outcome-unknown')
