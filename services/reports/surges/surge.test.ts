import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  accumulate,
  advance,
  crowd,
  likelyThreshold,
  type Minute,
  quiet,
  recordOf,
  type Surge,
  thresholdFor,
} from './surge.ts'

const conditions = { usual: 0.02, threshold: likelyThreshold, echo: false }

function minute(count: number, { networks = count, proven = true } = {}): Minute {
  const all = { weight: proven ? count : count / 4, reporters: count, networks }
  return { ...all, proven: proven ? all : { weight: 0, reporters: 0, networks: 0 } }
}

/** One minute after the other, from minute 0. */
function after(minutes: readonly Minute[], more: Partial<typeof conditions> = {}, from: Surge = quiet): Surge {
  return minutes.reduce((surge, one, at) => advance(surge, one, { ...conditions, ...more, minute: at }), from)
}

const times = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item)

describe('levels', () => {
  test('six people of three networks within minutes are likely, where hardly anybody ever reports', () => {
    assert.equal(after([minute(3), minute(3, { networks: 0 }), minute(1)]).level, 'likely')
  })

  test('five people are not likely, nor are six of two networks', () => {
    assert.notEqual(after([minute(5), ...times(10, minute(0))]).level, 'likely')
    assert.notEqual(after([minute(6, { networks: 2 }), ...times(10, minute(0))]).level, 'likely')
  })

  test('four people are possible once the evidence has lasted three minutes', () => {
    assert.equal(after([minute(4), minute(0)]).level, 'none')
    assert.equal(after([minute(4), minute(0), minute(0)]).level, 'possible')
    assert.equal(after([minute(3), ...times(5, minute(0))]).level, 'none')
  })

  test('however many report without a proof of work, it is only possible', () => {
    assert.equal(after(times(60, minute(40, { proven: false }))).level, 'possible')
  })

  test('twice as many as usual are within the usual', () => {
    assert.equal(after(times(600, minute(4)), { usual: 2 }).level, 'none')
  })

  test('what is likely stays likely until it is over', () => {
    const likely = after(times(5, minute(5)))
    assert.equal(after([...times(15, minute(0)), minute(4)], {}, likely).level, 'likely')
  })

  test('it began when the evidence began to pile up', () => {
    assert.equal(after([minute(0), minute(0), minute(5), minute(5)]).since, 2)
  })
})

describe('recovery', () => {
  test('twenty minutes no busier than usual end it, with a straggler or two', () => {
    const likely = after(times(20, minute(10)))
    assert.equal(after(times(19, minute(0)), {}, likely).level, 'likely')
    assert.deepEqual(after(times(20, minute(0)), {}, likely), quiet)
    assert.equal(after([...times(10, minute(0)), minute(1), ...times(9, minute(0))], {}, likely).level, 'none')
  })

  test('half an hour after its end it is over, however long it was and however rarely people report', () => {
    for (const usual of [0.02, 0.5, 5]) {
      const likely = after(times(300, minute(Math.ceil(usual * 30))), { usual })
      assert.equal(after(times(30, minute(Math.floor(usual))), { usual }, likely).level, 'none', String(usual))
    }
  })
})

describe('an echo of the news', () => {
  test('raises nothing, then and when it is over', () => {
    const echoed = after(times(120, minute(30)), { echo: true })
    assert.equal(after(times(10, minute(0)), {}, echoed).level, 'none')
  })

  test('keeps a surge that came before the news', () => {
    const likely = after(times(5, minute(5)))
    assert.equal(after(times(60, minute(5)), { echo: true }, likely).level, 'likely')
    assert.equal(after(times(21, minute(0)), { echo: true }, likely).level, 'none')
  })
})

test('a sum is the clamped log-likelihood of so many times the usual', () => {
  const sums = accumulate(crowd, [0, 0, 0, 60], { count: 3, usual: 0.5, ceiling: 60 })
  const expected = crowd.ratios.map(ratio => 3 * Math.log(ratio / 2) - 0.5 * (ratio - 2))
  assert.deepEqual(
    sums.slice(0, 3).map(sum => sum.toFixed(9)),
    expected.slice(0, 3).map(sum => Math.max(0, sum).toFixed(9)),
  )
  assert.equal(sums[3], Math.min(60, 60 + (expected[3] ?? 0)))
})

test('a busy component is judged by its own record, a quiet one is not', () => {
  const record = recordOf([3, 40, 25, 31, 0])
  assert.equal(record, 25)
  assert.deepEqual([thresholdFor(5, record), thresholdFor(5, 3), thresholdFor(0.5, record)], [25, 11, 11])
})

test('whatever comes, sums stay within their bounds and a level has a beginning', () => {
  const minutes = fc.array(fc.tuple(fc.nat(100), fc.nat(100), fc.boolean(), fc.boolean()), { maxLength: 100 })
  fc.assert(
    fc.property(minutes, fc.double({ min: 0.02, max: 20, noNaN: true }), (all, usual) => {
      let surge = quiet
      for (const [at, [count, networks, proven, echo]] of all.entries()) {
        surge = advance(surge, minute(count, { networks, proven }), { ...conditions, usual, echo, minute: at })
        assert.ok([...surge.all, ...surge.proven].every(sum => sum >= 0 && sum <= 3 * likelyThreshold))
        assert.ok(surge.recent.length <= 20)
      }
    }),
  )
})
