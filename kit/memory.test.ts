import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveBackMemory } from './memory.ts'
import { testClock } from './testing/clock.ts'

const mebibyte = 1_048_576

function watched() {
  const clock = testClock()
  const now = { busy: 0.01, used: 30 * mebibyte }
  const collected: boolean[] = []
  const held: boolean[] = []
  const giving = giveBackMemory(clock, {
    collect: thorough => collected.push(thorough),
    used: () => now.used,
    hold: on => held.push(on),
    busy: () => now.busy,
  })
  return { clock, now, collected, held, giving }
}

test('memory is given back thoroughly twice after the start, then each minute with little to do', async () => {
  const { clock, now, collected, giving } = watched()
  now.busy = 0.9
  await clock.advance(19_000)
  assert.deepEqual(collected, [], 'not while many wait for answers')
  now.busy = 0.01
  await clock.advance(2_000)
  assert.deepEqual(collected, [true, true])
  await clock.advance(120_000)
  assert.deepEqual(collected.splice(2), [false, false])
  now.busy = 0.2
  await clock.advance(300_000)
  assert.deepEqual(collected.splice(2), [])
  now.busy = 0
  await clock.advance(60_000)
  assert.deepEqual(collected.splice(2), [false])
  giving.stop()
  await clock.advance(120_000)
  assert.deepEqual(collected.splice(2), [])
})

test('a large heap is held, however busy, and let go when it is small again', async () => {
  const { clock, now, held, giving } = watched()
  now.used = 75 * mebibyte
  now.busy = 0.9
  await clock.advance(10_000)
  assert.deepEqual(held.splice(0), [true])
  now.busy = 0.01
  await clock.advance(10_000)
  assert.deepEqual(held.splice(0), [true], 'before the second collection, which sets the next limit')
  now.busy = 0.9
  now.used = 30 * mebibyte
  await clock.advance(61_000)
  assert.deepEqual(held.splice(0), [false])
  now.used = 75 * mebibyte
  await clock.advance(60_000)
  assert.deepEqual(held.splice(0), [true])
  giving.stop()
})
