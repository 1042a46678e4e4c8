import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { SignalState } from '../../../contracts/common-schemas.ts'
import { plainText } from '../../../kit/messages/message.ts'
import {
  awaitsConfirmation,
  becomeUnknown,
  type CheckState,
  confirmChange,
  countResult,
  endFlapping,
  newCheckState,
  noRuns,
  proposedChange,
  type Rule,
  type Runs,
  type SignalUpdate,
} from './check-state.ts'

type Seen = SignalState
const minute = 60_000

/** Feeds looks one by one, as the loop does, and keeps what was told and which intervals were written. */
class Feed {
  state: CheckState = newCheckState
  runs: Runs = noRuns
  told: SignalUpdate[] = []
  intervals: { state: SignalState; since: number }[] = []
  episodes = 0
  rule: Rule
  constructor(rule: Partial<Rule> = {}) {
    this.rule = { failure_threshold: 2, recovery_threshold: 1, ...rule }
  }
  look(seen: Seen, at: number, now = at): this {
    this.runs = countResult(this.runs, seen, at)
    const proposal = proposedChange(this.state, this.runs, this.rule)
    if (!proposal) return this
    const { next, update } = confirmChange(this.state, {
      proposal,
      reason: seen === 'up' ? null : plainText(`${seen} at ${at}`),
      now,
      newEpisode: () => `e${++this.episodes}`,
    })
    this.state = next
    if (next.state === 'unknown') this.runs = noRuns
    this.intervals.push({ state: next.state, since: next.since ?? 0 })
    if (update) this.told.push(update)
    return this
  }
  looks(...seen: Seen[]): this {
    seen.forEach((one, index) => {
      this.look(one, index)
    })
    return this
  }
  lose(at: number): this {
    this.state = becomeUnknown(this.state, at, plainText('off'))
    this.runs = noRuns
    return this
  }
}

describe('check state', () => {
  const table: [string, Partial<Rule>, Seen[], string[]][] = [
    ['the first good look is told', {}, ['up'], ['up@0']],
    ['one failure is told to nobody', {}, ['up', 'down', 'up', 'down'], ['up@0']],
    ['down starts at the first failed look of the confirmed run', {}, ['up', 'down', 'down'], ['up@0', 'down@1']],
    ['a threshold of one confirms at once', { failure_threshold: 1 }, ['up', 'down'], ['up@0', 'down@1']],
    ['a third look is needed when three are asked', { failure_threshold: 3 }, ['up', 'down', 'down'], ['up@0']],
    ['a recovery needs its own threshold', { recovery_threshold: 2 }, ['down', 'down', 'up', 'down', 'up'], ['down@0']],
    [
      'a confirmed recovery starts at its first good look',
      { recovery_threshold: 2 },
      ['down', 'down', 'up', 'up'],
      ['down@0', 'up@2'],
    ],
    ['a mixed run is confirmed as the milder state', {}, ['up', 'degraded', 'down'], ['up@0', 'degraded@1']],
    ['a worsening outage is told again', {}, ['up', 'degraded', 'down', 'down'], ['up@0', 'degraded@1', 'down@2']],
    ['an easing outage is told again', {}, ['down', 'down', 'degraded', 'up'], ['down@0', 'degraded@2', 'up@3']],
    ['what we could not see neither fails nor recovers', {}, ['up', 'down', 'unknown', 'down'], ['up@0', 'down@1']],
    [
      'a check that cannot look any more says so after as many looks as a failure needs',
      {},
      ['up', 'unknown', 'unknown', 'unknown', 'up'],
      ['up@0', 'unknown@1', 'up@4'],
    ],
  ]
  for (const [rule, thresholds, seen, expected] of table) {
    it(rule, () => {
      const { told } = new Feed(thresholds).looks(...seen)
      assert.deepEqual(
        told.map(one => `${one.state}@${one.observed_at}`),
        expected,
      )
    })
  }

  it('one outage keeps one episode from the first failure to the recovery', () => {
    const { told, state } = new Feed().looks('up', 'degraded', 'degraded', 'down', 'down', 'up')
    assert.deepEqual(
      told.map(one => one.episode),
      [null, 'e1', 'e1', 'e1'],
    )
    assert.deepEqual(
      told.map(one => one.sequence),
      [1, 2, 3, 4],
    )
    assert.equal(told[3]?.started_at, 1)
    assert.equal(state.episode, null)
  })

  it('asks for a soon look only while a change is unconfirmed', () => {
    const feed = new Feed({ recovery_threshold: 2 })
    const waits = (seen: Seen, at: number) => {
      feed.look(seen, at)
      return awaitsConfirmation(feed.state, feed.runs, feed.rule)
    }
    assert.deepEqual((['up', 'down', 'down', 'down', 'up', 'up'] as const).map(waits), [
      false,
      true,
      false,
      false,
      true,
      false,
    ])
  })

  it('an older look that ends later lengthens a failing run', () => {
    const feed = new Feed().look('up', 0).look('down', 3_000).look('down', 100, 10_100)
    assert.equal(feed.state.state, 'down')
    assert.equal(feed.state.since, 100)
  })

  it('an older failure that ends after a younger success is forgotten', () => {
    const feed = new Feed().look('up', 0).look('up', 3_000).look('down', 100).look('down', 4_000)
    assert.equal(feed.state.state, 'up')
    feed.look('down', 200)
    assert.equal(feed.state.state, 'up', 'it began before the success')
  })

  describe('after the lookout was blind', () => {
    it('an outage that continues goes on as the same episode and is not told again', () => {
      const feed = new Feed().looks('up', 'down', 'down').lose(10).look('down', 20)
      assert.equal(feed.state.state, 'down')
      assert.equal(feed.state.since, 20)
      assert.equal(feed.state.episode?.id, 'e1')
      assert.equal(feed.told.length, 2)
    })
    it('a target that is well again is not told again', () => {
      const feed = new Feed().looks('up').lose(10).look('up', 20)
      assert.equal(feed.told.length, 1)
      assert.deepEqual(feed.intervals.at(-1), { state: 'up', since: 20 })
    })
    it('a recovery during the blindness is told', () => {
      const feed = new Feed().looks('down', 'down').lose(10).look('up', 20)
      assert.deepEqual(
        feed.told.map(one => [one.state, one.episode]),
        [
          ['down', 'e1'],
          ['up', 'e1'],
        ],
      )
    })
    it('a failure needs its whole run again', () => {
      const feed = new Feed().looks('up', 'down').lose(10).look('down', 20)
      assert.equal(feed.state.state, 'unknown')
      assert.equal(feed.look('down', 21).state.since, 20)
    })
  })

  describe('flapping', () => {
    const flap = (feed: Feed, from: number, turns: number) => {
      for (let turn = 0; turn < turns; turn += 1) {
        const seen = turn % 2 === 0 ? 'down' : 'up'
        feed.look(seen, from + turn * minute).look(seen, from + turn * minute + 1)
      }
    }
    it('four changes in ten minutes are told as flapping once, then there is silence', () => {
      const feed = new Feed().look('up', 0)
      flap(feed, minute, 9)
      assert.deepEqual(
        feed.told.map(one => one.flapping),
        [false, false, false, false, true],
      )
      assert.equal(feed.state.flapping, true)
    })
    it('four changes in more than ten minutes are no flapping', () => {
      const feed = new Feed().look('up', 0)
      for (let turn = 0; turn < 8; turn += 1) {
        const seen = turn % 2 === 0 ? 'down' : 'up'
        feed.look(seen, (turn + 1) * 4 * minute).look(seen, (turn + 1) * 4 * minute + 1)
      }
      assert.equal(feed.state.flapping, false)
      assert.equal(feed.told.length, 9)
    })
    it('after ten stable minutes the present state is told and the outage is closed', () => {
      const feed = new Feed().look('up', 0)
      flap(feed, minute, 6)
      const last = feed.state.changes.at(-1) ?? 0
      assert.equal(endFlapping(feed.state, last + 10 * minute - 1), null)
      const settled = endFlapping(feed.state, last + 10 * minute)
      assert.equal(settled?.update?.state, 'up')
      assert.equal(settled?.update?.episode, feed.told.at(-1)?.episode)
      assert.equal(settled?.next.episode, null)
    })
    it('one that ends in failure stays one outage', () => {
      const feed = new Feed().look('up', 0)
      flap(feed, minute, 7)
      const settled = endFlapping(feed.state, 60 * minute)
      assert.equal(settled?.update?.state, 'down')
      assert.equal(settled?.next.episode?.id, settled?.update?.episode)
    })
  })

  it('whatever is seen: sequences grow by one, intervals never go back, nothing is told twice', () => {
    const seen = fc.constantFrom<Seen>('up', 'up', 'up', 'degraded', 'down', 'down', 'unknown')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(seen, fc.integer({ min: 1, max: 200_000 })), { maxLength: 80 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        (looks, failure_threshold, recovery_threshold) => {
          const feed = new Feed({ failure_threshold, recovery_threshold })
          let at = 0
          for (const [one, pause] of looks) {
            at += pause
            feed.look(one, at)
          }
          feed.told.forEach((one, index) => {
            assert.equal(one.sequence, index + 1)
            const before = feed.told[index - 1]
            if (before && !one.flapping) assert.notEqual(one.state, before.state)
            if (one.state === 'down' || one.state === 'degraded') assert.ok(one.episode)
            assert.ok(one.started_at <= one.observed_at && one.observed_at <= one.detected_at + at)
          })
          feed.intervals.forEach((one, index) => {
            const before = feed.intervals[index - 1]
            if (before) assert.ok(one.since >= before.since && one.state !== before.state)
          })
        },
      ),
      { numRuns: 300 },
    )
  })
})
