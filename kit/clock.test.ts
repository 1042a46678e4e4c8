import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Jump, systemClock } from './clock.ts'

test('the clock tells wall time and never goes back between two looks', t => {
  const clock = systemClock()
  t.after(() => clock.stop())
  let last = clock.now()
  assert.ok(Math.abs(last - Date.now()) < 1_000)
  for (let look = 0; look < 1_000; look++) {
    const now = clock.now()
    assert.ok(now >= last)
    last = now
  }
})

test('a process that did not run for a while learns of the gap', async t => {
  const clock = systemClock()
  t.after(() => clock.stop())
  const jumps: Jump[] = []
  clock.onJump(jump => jumps.push(jump))
  const before = performance.now()
  // Blocking the event loop is what a stopped process looks like from inside.
  while (performance.now() - before < 2_700) {}
  await new Promise(resolve => setTimeout(resolve, 20))
  assert.equal(jumps.length, 1)
  assert.equal(jumps[0]?.kind, 'gap')
  assert.ok((jumps[0]?.to ?? 0) - (jumps[0]?.from ?? 0) >= 2_000)
})
