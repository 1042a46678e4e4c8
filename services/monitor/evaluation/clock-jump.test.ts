import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type CheckState, newCheckState } from './check-state.ts'
import { applyJump } from './clock-jump.ts'

const hour = 3_600_000
const down: CheckState = {
  ...newCheckState,
  state: 'down',
  settled: 'down',
  since: 1_000,
  episode: { id: 'e1', started_at: 1_000, detected_at: 2_000 },
  changes: [2_000],
  sequence: 2,
  published: 'down',
}

it('an outage keeps its length when the wall clock is set', () => {
  const { next } = applyJump(down, { kind: 'step', from: 5_000, to: 5_000 + hour, by: hour })
  assert.equal(next.episode?.started_at, 1_000 + hour)
  assert.equal(next.since, 1_000 + hour)
  assert.deepEqual(next.changes, [2_000 + hour])
})

it('time that a clock set forward leaves out is unknown', () => {
  const { intervals, cut_after } = applyJump(down, { kind: 'step', from: 5_000, to: 5_000 + hour, by: hour })
  assert.equal(cut_after, null)
  assert.deepEqual(intervals, [
    { state: 'unknown', started_at: 5_000 },
    { state: 'down', started_at: 5_000 + hour },
  ])
})

it('what was observed on a clock that ran ahead is cut when it is set back', () => {
  const { intervals, cut_after } = applyJump(down, { kind: 'step', from: 2 * hour, to: hour, by: -hour })
  assert.equal(cut_after, hour)
  assert.deepEqual(intervals, [{ state: 'down', started_at: hour }])
})

it('while nothing ran nothing was seen, and the outage stays the same one', () => {
  const { next, intervals } = applyJump(down, { kind: 'gap', from: 5_000, to: 600_000, by: 0 })
  assert.deepEqual(intervals, [{ state: 'unknown', started_at: 5_000 }])
  assert.equal(next.state, 'unknown')
  assert.equal(next.episode?.started_at, 1_000)
  assert.deepEqual(applyJump(next, { kind: 'gap', from: 700_000, to: 800_000, by: 0 }).intervals, [])
})

it('a check that was never seen has no history to change', () => {
  assert.deepEqual(applyJump(newCheckState, { kind: 'step', from: hour, to: 0, by: -hour }).intervals, [])
})
