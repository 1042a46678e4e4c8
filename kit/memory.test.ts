import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveBackMemory } from './memory.ts'
import { testClock } from './testing/clock.ts'

test('memory is given back thoroughly twice after the start, then each minute with little to do', async () => {
  const clock = testClock()
  const collected: boolean[] = []
  let busy = 0.9
  const giving = giveBackMemory(clock, {
    collect: thorough => collected.push(thorough),
    busy: () => busy,
  })
  await clock.advance(19_000)
  assert.deepEqual(collected, [], 'not while many wait for answers')
  busy = 0.01
  await clock.advance(2_000)
  assert.deepEqual(collected, [true, true])
  await clock.advance(120_000)
  assert.deepEqual(collected.splice(2), [false, false])
  busy = 0.2
  await clock.advance(300_000)
  assert.deepEqual(collected.splice(2), [])
  busy = 0
  await clock.advance(60_000)
  assert.deepEqual(collected.splice(2), [false])
  giving.stop()
  await clock.advance(120_000)
  assert.deepEqual(collected.splice(2), [])
})
