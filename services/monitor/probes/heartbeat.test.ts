import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { iso } from '../../../kit/runtime/clock.ts'
import { heartbeat } from './heartbeat.ts'
import { clock, probeTarget } from './testing/probe-target.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 0, 31, 12)

type Heard = { beat?: number; failed?: boolean; watched?: number; grace?: number }
/** Everything in hours before now. */
const evaluated = ({ beat, failed = false, watched = 1_000, grace = 1 }: Heard) =>
  probeTarget(
    heartbeat,
    { every: 24 * 3_600, grace: grace * 3_600 },
    {
      clock: { ...clock, now: () => now },
      beat: beat === undefined ? undefined : { at: now - beat * hour, failed },
      watched_since: now - watched * hour,
    },
  )

describe('a job that reports every 24 h, with 1 h of grace', () => {
  for (const [words, heard, state, reason] of [
    ['has just reported', { beat: 0 }, 'up', null],
    ['reported 25 h ago', { beat: 25 }, 'up', null],
    [
      'reported 26 h ago',
      { beat: 26 },
      'down',
      `no heartbeat for 26 h, expected every 24 h (the last at ${iso(now - 26 * hour)})`,
    ],
    ['reported a failure', { beat: 2, failed: true }, 'down', 'the job reported a failure 2 h ago'],
    ['has not reported yet, since 25 h', { watched: 25 }, 'unknown', 'waiting for the first heartbeat'],
    ['has not reported yet, since 26 h', { watched: 26 }, 'down', 'no heartbeat yet, for 26 h, expected every 24 h'],
    [
      'is late since we were away',
      { beat: 30, watched: 1 },
      'unknown',
      'no heartbeat seen for 30 h, expected every 24 h, but nobody watched when it was due',
    ],
    [
      'is late, and we are back for longer than its grace',
      { beat: 30, watched: 2 },
      'down',
      `no heartbeat for 30 h, expected every 24 h (the last at ${iso(now - 30 * hour)})`,
    ],
    [
      'became late after we were back',
      { beat: 26, watched: 1.5 },
      'down',
      `no heartbeat for 26 h, expected every 24 h (the last at ${iso(now - 26 * hour)})`,
    ],
  ] as const)
    test(`${words}: ${state}`, async () => {
      const look = await evaluated(heard)
      assert.deepEqual([look.state, look.reason], [state, reason])
      assert.deepEqual([look.response_ms, look.answered], [null, false])
    })
})

test('grace is a tenth of every when left out, at least 5 s, at most 1 h', async () => {
  const late = async (every: number, late_s: number) => {
    const beat = { at: now - (every + late_s) * 1000, failed: false }
    const look = await probeTarget(
      heartbeat,
      { every },
      { clock: { ...clock, now: () => now }, beat, watched_since: 0 },
    )
    return look.state === 'down'
  }
  assert.deepEqual([await late(10, 5), await late(10, 6)], [false, true])
  assert.deepEqual([await late(600, 60), await late(600, 61)], [false, true])
  assert.deepEqual([await late(864_000, 3_600), await late(864_000, 3_601)], [false, true])
})
