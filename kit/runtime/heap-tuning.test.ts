import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '../testing/clock.ts'
import { tuneHeap } from './heap-tuning.ts'

function watched() {
  const clock = testClock()
  const now = { busy: 0.01 }
  const collected: boolean[] = []
  const held: number[] = []
  const giving = tuneHeap(clock, {
    collect: thorough => collected.push(thorough),
    hold: () => held.push(clock.now()),
    busy: () => now.busy,
  })
  return { clock, now, collected, held, giving }
}

test('memory is given back thoroughly twice after the start, then each minute with little to do', async () => {
  const { clock, now, collected, held, giving } = watched()
  assert.equal(held.length, 1, 'the heap is held from the start')
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
