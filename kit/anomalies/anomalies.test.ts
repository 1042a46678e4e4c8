import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inEnglish } from '../messages/kit-catalogue.ts'
import { seeded } from '../testing/hostile-bus.ts'
import type { Alarm, Circumstances } from './alarm.ts'
import { detectorOf, type Rule } from './detector.ts'
import { addToBand, edgesOf, emptyBand } from './quantile-band.ts'
import { replay } from './replay.ts'

const start = Date.UTC(2026, 0, 5)
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

type Sample = readonly [at: number, value: number, circumstances?: Circumstances]

function alarmsOf(rule: Rule, samples: Iterable<Sample>): Alarm[] {
  const detector = detectorOf(rule)
  let state = detector.start()
  const alarms: Alarm[] = []
  let count = 0
  for (const [at, value, circumstances] of samples) {
    const alarm = detector.step(state, at, value, circumstances)
    if (alarm) alarms.push(alarm)
    count += 1
    // Whoever keeps the state may put it away at any moment.
    if (count % 97 === 0) state = JSON.parse(JSON.stringify(state))
  }
  return alarms
}

const kinds = (alarms: readonly Alarm[]) => alarms.map(({ kind }) => kind)
const sentences = (alarms: readonly Alarm[]) => alarms.map(({ message }) => inEnglish(message))

function normalFrom(seed: number): () => number {
  const chance = seeded(seed)
  return () => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}

/** Some weeks of a sensor, changed by whatever the test is about. */
function* weeks(count: number, every: number, change: (value: number, at: number) => number | null = value => value) {
  const normal = normalFrom(7)
  for (let at = start; at < start + count * 7 * day; at += every) {
    const usual = 20 + 3 * Math.sin((2 * Math.PI * at) / day) + 0.3 * normal()
    const value = change(Number(usual.toFixed(2)), at)
    if (value !== null) yield [at, value] as const
  }
}

const minutely = (...values: number[]): Sample[] => values.map((value, index) => [start + index * minute, value])

test('the band of a window is that of the sorted samples, to the digit, as long as the window is not full', () => {
  const shape = { share: 0.01, window: 1_000 }
  const normal = normalFrom(1)
  const band = emptyBand()
  const all: number[] = []
  for (let count = 1; count <= 1_000; count++) {
    const value = Number(normal().toFixed(6))
    all.push(value)
    addToBand(band, value, shape)
    const sorted = all.toSorted((one, other) => one - other)
    const at = (share: number) => {
      const place = share * (count - 1)
      const index = Math.floor(place)
      return sorted[index]! + (place - index) * ((sorted[index + 1] ?? 0) - sorted[index]!)
    }
    const { low, high } = edgesOf(band, shape)
    assert.ok(Math.abs(low - at(0.01)) < 1e-9 && Math.abs(high - at(0.99)) < 1e-9, `${count}`)
  }
})

test('the band forgets what has left the window', () => {
  const shape = { share: 0.001, window: 800 }
  const band = emptyBand()
  addToBand(band, 1_000, shape)
  for (let count = 0; count < 900; count++) addToBand(band, count % 10, shape)
  assert.equal(edgesOf(band, shape).high, 9)
})

test('a threshold waits for its time and its samples, and does not flap within its hysteresis', () => {
  const rule = { kind: 'threshold', above: 30, hysteresis: 2, for_s: 120, min_samples: 2 } as const
  assert.deepEqual(alarmsOf(rule, minutely(29, 31, 29, 31, 32)), [])
  const alarms = alarmsOf(rule, minutely(31, 31, 31, 29, 31, 31, 31, 27, 31, 31, 31))
  assert.deepEqual(
    alarms.map(({ at }) => (at - start) / minute),
    [2, 10],
  )
  assert.equal(sentences(alarms)[0], '31 is above 30, for 2 min')
  assert.deepEqual(kinds(alarmsOf({ kind: 'threshold', below: 0 }, minutely(1, -1, -2, 1, -1))), [
    'threshold',
    'threshold',
  ])
})

test('a rate is judged by time, and not over a gap', () => {
  const rule = { kind: 'rate', rise: 2, fall: 5, per_s: 60 } as const
  const alarms = alarmsOf(rule, minutely(1, 2, 5, 4))
  assert.deepEqual(sentences(alarms), ['rose from 2 to 5 in 1 min: 3 in 1 min, where at most 2 is expected'])
  const [from, far] = [start, start + 3 * hour]
  assert.deepEqual(
    alarmsOf(rule, [
      [from, 1],
      [far, 500],
    ]),
    [],
  )
  assert.deepEqual(
    alarmsOf({ ...rule, over_s: 60 }, [
      [from, 1],
      [from + 1, 1.5],
      [from + 60_000, 2],
    ]),
    [],
  )
})

test('a value that leaves the band is told with by how much; what follows is the same episode', () => {
  const alarms = alarmsOf(
    { kind: 'band' },
    weeks(4, 5 * minute, (value, at) => (at > start + 20 * day ? 27 : value)),
  )
  assert.deepEqual(kinds(alarms), ['outlier'])
  assert.match(sentences(alarms)[0]!, /^27 is 0\.\d+ spans above the highest 0\.1 % of the last 5,\d{3} samples$/)
})

test('a single spike does not widen the band: an equal one is told as well', () => {
  const spikes = [10, 15, 20].map(days => start + days * day)
  const alarms = alarmsOf(
    { kind: 'band' },
    weeks(4, 5 * minute, (value, at) => (spikes.includes(at) ? 60 : value)),
  )
  assert.deepEqual(
    alarms.map(({ at }) => at),
    spikes,
  )
})

test('a slow drift moves the weighted mean, one single value does not', () => {
  const noise = normalFrom(3)
  const samples = (change: (index: number) => number) =>
    Array.from({ length: 2_000 }, (_, index): Sample => [start + index * minute, 50 + noise() + change(index)])
  assert.deepEqual(
    alarmsOf(
      { kind: 'ewma' },
      samples(index => (index === 1_500 ? 8 : 0)),
    ),
    [],
  )
  assert.deepEqual(
    kinds(
      alarmsOf(
        { kind: 'ewma' },
        samples(index => Math.max(0, index - 1_000) / 200),
      ),
    ),
    ['drift'],
  )
})

test('a level that has shifted is told once, with both levels, and is the usual one then', () => {
  const noise = normalFrom(4)
  const samples = Array.from(
    { length: 3_000 },
    (_, index): Sample => [start + index * minute, 50 + noise() + (index > 1_000 ? 4 : 0)],
  )
  const alarms = alarmsOf({ kind: 'cusum' }, samples)
  assert.deepEqual(kinds(alarms), ['level_shift'])
  const { from, to } = alarms[0]!.message.params as { from: number; to: number }
  assert.ok(Math.abs(from - 50) < 0.5 && Math.abs(to - 54) < 1, sentences(alarms)[0])
})

test('a quiet hour is an anomaly on a Monday, but only after three weeks of Mondays', () => {
  const isWork = (at: number) => at % day >= 8 * hour && at % day < 18 * hour && (at - start) % (7 * day) < 5 * day
  const normal = normalFrom(5)
  const office = function* (count: number, quiet: number) {
    for (let at = start; at < start + count * 7 * day; at += 5 * minute) {
      const usual = (isWork(at) ? 100 : 10) + normal()
      yield [at, at >= quiet && at < quiet + 2 * hour ? 10 + normal() : usual] as const
    }
  }
  const monday = (week: number) => start + week * 7 * day + 10 * hour
  assert.deepEqual(alarmsOf({ kind: 'seasonal' }, office(3, monday(2))), [])
  const alarms = alarmsOf({ kind: 'seasonal' }, office(5, monday(4)))
  assert.deepEqual(kinds(alarms), ['seasonal'])
  assert.equal(alarms[0]!.at, monday(4))
  // For the plain band it is a value like any other.
  assert.deepEqual(alarmsOf({ kind: 'band' }, office(5, monday(4))), [])
})

test('the same value for longer than ever is stuck; a series that often repeats itself may do so', () => {
  const stuckFrom = start + 10 * day
  const alarms = alarmsOf(
    { kind: 'stuck' },
    weeks(2, 5 * minute, (value, at) => (at > stuckFrom ? 21 : value)),
  )
  assert.deepEqual(kinds(alarms), ['stuck'])
  assert.ok(alarms[0]!.at < stuckFrom + 2 * hour)
  assert.match(
    sentences(alarms)[0]!,
    /^21 came \d+ times in a row; before, no value came more than \d times? in a row$/,
  )
  const whole = weeks(2, 5 * minute, value => Math.round(value / 5))
  assert.deepEqual(alarmsOf({ kind: 'stuck' }, whole), [])
})

test('silence is told while it lasts, once, and by the gap where nobody asked; the period is learned', () => {
  const detector = detectorOf({ kind: 'dropout' })
  const state = detector.start()
  let at = start
  for (let count = 0; count < 100; count++) {
    at += 10_000
    assert.equal(detector.step(state, at, count), null)
    assert.equal(detector.check!(state, at + 9_000), null)
  }
  const alarm = detector.check!(state, at + minute)
  assert.equal(inEnglish(alarm!.message), 'no sample for 1 min, where one is expected every 10 s')
  assert.equal(detector.check!(state, at + 2 * minute), null)
  assert.equal(detector.status(state).phase, 'alarm')
  assert.equal(detector.step(state, at + 5 * minute, 1), null)
  assert.equal(detector.status(state).phase, 'normal')
  assert.equal(detector.step(state, at + 10 * minute, 1)!.kind, 'dropout')
})

for (const [order, backlogFirst] of [
  ['before what is new', true],
  ['after it', false],
] as const) {
  test(`a backlog that arrives ${order} is late, and no device was silent`, () => {
    const samples: Sample[] = Array.from({ length: 200 }, (_, index) => [start + index * 10_000, index])
    const held = samples.slice(100, 150)
    const arrived_at = held.at(-1)![0] + 5_000
    const late = held.map(([at, value]): Sample => [at, value, { arrived_at }])
    const live = samples.slice(150)
    const order = backlogFirst ? [...late, ...live] : [...live, ...late]
    const alarms = alarmsOf({ kind: 'dropout' }, [...samples.slice(0, 100), ...order])
    assert.deepEqual(kinds(alarms), backlogFirst ? ['late_burst'] : ['dropout', 'late_burst'])
  })
}

test('who leaves the others is told, a day that is unusual for all is not', () => {
  const normal = normalFrom(6)
  const run = (own: number, all: number) =>
    Array.from({ length: 1_000 }, (_, index): Sample => {
      const base = 20 + Math.sin(index / 50) + (index >= 900 ? all : 0)
      const peers = Array.from({ length: 5 }, () => base + 0.1 * normal())
      return [start + index * minute, base + 0.1 * normal() + (index >= 900 ? own : 0), { peers }]
    })
  assert.deepEqual(kinds(alarmsOf({ kind: 'peers' }, run(2, 0))), ['peers'])
  assert.deepEqual(alarmsOf({ kind: 'peers' }, run(0, 15)), [])
})

test('a unit that is named otherwise is a mark and a new baseline, not a spike', () => {
  const changed = start + 7 * day
  const samples = [...weeks(2, 5 * minute, (value, at) => (at < changed ? value : value * 1.8 + 32))].map(
    ([at, value]): Sample => [at, value, { unit: at < changed ? 'celsius' : 'fahrenheit' }],
  )
  const alarms = alarmsOf({ kind: 'auto' }, samples)
  assert.deepEqual(kinds(alarms), ['unit_change'])
  assert.equal(sentences(alarms)[0], 'the unit changed from celsius to fahrenheit; what is usual is learned anew')
  const { phase } = replay(
    { kind: 'auto' },
    samples.slice(0, 2_100).map(([at, value, more]) => ({ at, value, ...more })),
  ).status
  assert.equal(phase, 'warming_up')
})

test('a unit that nobody names is told by the values, and so is the way back; what is unusual in both stays unusual', () => {
  const [from, to, spike] = [start + 7 * day, start + 8 * day, start + 7.5 * day]
  const alarms = alarmsOf(
    { kind: 'auto' },
    weeks(2, 5 * minute, (value, at) => (at < from || at >= to ? value : at === spike ? 200 : value * 1.8 + 32)),
  )
  assert.deepEqual(kinds(alarms), ['unit_change', 'spike', 'unit_change'])
  assert.match(sentences(alarms)[0]!, /^the unit has probably changed \(°C → °F\)/)
})

test('what is never told: values that are none, and the first morning', () => {
  assert.deepEqual(alarmsOf({ kind: 'auto' }, [...weeks(1, minute)].slice(0, 2_800)), [])
  const broken = weeks(1, minute, (value, at) => (at % hour === 0 ? Number.NaN : value))
  assert.deepEqual(alarmsOf({ kind: 'auto' }, broken), [])
})

test('a replay says what a rule would have told, how often in a week, and whether it is warm', () => {
  const samples = [...weeks(3, 5 * minute, (value, at) => (at === start + 15 * day ? 90 : value))]
  const stored = samples.map(([at, value]) => ({ at, value }))
  const { alarms, per_week, status, samples: count } = replay({ kind: 'auto' }, stored)
  assert.deepEqual(kinds(alarms), ['spike'])
  assert.equal(count, stored.length)
  assert.ok(Math.abs(per_week - 1 / 3) < 0.01)
  assert.deepEqual(status, { phase: 'normal', samples: 300, needed: 300 })
  assert.equal(replay({ kind: 'band' }, stored.slice(0, 10)).status.phase, 'warming_up')
})

test('the state of a series is a few kilobytes of JSON', () => {
  const detector = detectorOf({ kind: 'auto' })
  const state = detector.start()
  for (const [at, value] of weeks(4, 5 * minute)) detector.step(state, at, value)
  assert.ok(JSON.stringify(state).length < 6_000)
})
