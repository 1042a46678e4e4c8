import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clocks, type Jump, jumpBetween, systemClock } from './clock.ts'

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

test('what happened between two looks follows from three clocks, of which one may be silent', () => {
  const before = { wall: 1_000_000, monotonic: 5_000, awake: 90_000_000 }
  const later = (change: Partial<Clocks>): Clocks => ({
    wall: 1_000_500,
    monotonic: 5_500,
    awake: 90_000_500,
    ...change,
  })
  const offset = before.wall - before.monotonic
  for (const [what, from, to, expected] of [
    ['nothing', before, later({}), null],
    ['a little slewing', before, later({ wall: 1_000_600 }), null],
    ['the clock was set', before, later({ wall: 4_600_500 }), { kind: 'step', by: 3_600_000 }],
    ['the clock was set back', before, later({ wall: 100_500 }), { kind: 'step', by: -900_000 }],
    ['the machine slept', before, later({ wall: 1_060_500, awake: 90_060_500 }), { kind: 'gap', by: 0 }],
    [
      'the process did not run',
      before,
      { wall: 1_009_000, monotonic: 14_000, awake: 90_009_000 },
      { kind: 'gap', by: 0 },
    ],
    ['the boot clock cannot be read', before, later({ awake: null }), null],
    ['it can be read again', { ...before, awake: null }, later({}), null],
    [
      'it cannot, and the clock was set',
      before,
      later({ awake: null, wall: 4_600_500 }),
      { kind: 'step', by: 3_600_000 },
    ],
  ] as const) {
    const { jump } = jumpBetween(from, to, offset)
    assert.deepEqual(jump && { kind: jump.kind, by: jump.by }, expected, what)
  }
})
