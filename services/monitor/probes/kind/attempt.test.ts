import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outgoingPolicy } from '../../../../kit/http-client/network.ts'
import { testClock } from '../../../../kit/testing/clock.ts'
import { attempt, up, type Verdict } from './attempt.ts'

function begin(answer: Promise<Verdict>) {
  const clock = testClock()
  const network = outgoingPolicy({ allow: [] })
  const context = { timeout_ms: 1_000, clock, network, trust: 'operator', watched_since: clock.now() } as const
  return { clock, look: attempt(context, () => answer) }
}

const never = new Promise<Verdict>(() => {})

test('silence until the timeout is down', async () => {
  const { clock, look } = begin(never)
  await clock.advance(1_000)
  assert.equal((await look).state, 'down')
})

test('an answer that came while this process stood still is read before the target is blamed', async () => {
  const { promise, resolve } = Promise.withResolvers<Verdict>()
  const { clock, look } = begin(promise)
  clock.stall(1_300)
  await clock.advance(100)
  resolve(up)
  assert.equal((await look).state, 'up')
})

test('a target that stays silent after we stood still is down all the same', async () => {
  const { clock, look } = begin(never)
  clock.stall(1_300)
  await clock.advance(600)
  assert.equal((await look).state, 'down')
})
