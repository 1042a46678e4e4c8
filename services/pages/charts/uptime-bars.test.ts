import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { UptimeDay } from '../../../contracts/monitor/monitor.ts'
import { barHeight, dayParts, uptimeBarsOf } from './uptime-bars.ts'

const today = '2026-11-21'
const up: UptimeDay = { date: today, up_s: 86_400, degraded_s: 0, down_s: 0, maintenance_s: 0, unknown_s: 0 }
const on = (date: string, more: Partial<UptimeDay> = {}): UptimeDay => ({ ...up, date, ...more })
const picture = (days: UptimeDay[], count = days.length) => uptimeBarsOf({ ratio: 1, days }, count, today)

test('days without trouble are one rectangle and one line', () => {
  const { paths, spans } = picture([on('2026-11-19'), on('2026-11-20'), on('2026-11-21')])
  assert.deepEqual(paths, { up_s: 'M0 0h18V32h-18z' })
  assert.deepEqual(spans, [{ first: '2026-11-19', last: '2026-11-21', days: 3, ratio: 1, seconds: {} }])
})

test('a minute of outage is seen, and told to the second', () => {
  const { paths, spans, counts } = picture([on('2026-11-20', { up_s: 86_340, down_s: 60 }), on('2026-11-21')])
  assert.equal(paths.down_s, 'M0 23h6V32h-6z')
  assert.equal(paths.up_s, 'M0 0h6V23h-6zM6 0h6V32h-6z')
  assert.deepEqual(spans[1], {
    first: '2026-11-20',
    last: '2026-11-20',
    days: 1,
    ratio: 86_340 / 86_400,
    seconds: { down_s: 60 },
  })
  assert.equal(counts.down_s, 1)
})

test('days before the first known one are unknown, and so is everything when nothing is known', () => {
  const { paths, spans, days } = picture([on('2026-11-21')], 3)
  assert.equal(days, 3)
  assert.equal(paths.unknown_s, 'M0 0h12V32h-12z')
  assert.deepEqual(spans[1], { first: '2026-11-19', last: '2026-11-20', days: 2, ratio: null, seconds: {} })
  assert.deepEqual(uptimeBarsOf({ ratio: null, days: [] }, 90, today).spans, [
    { first: '2026-08-24', last: '2026-11-21', days: 90, ratio: null, seconds: {} },
  ])
})

test('on the day of the first look only what was looked at is drawn, and the table says the rest', () => {
  const { paths, spans } = picture([on('2026-11-21', { up_s: 600, unknown_s: 50_000 })], 3)
  assert.deepEqual(paths, { unknown_s: 'M0 0h12V32h-12z', up_s: 'M12 0h6V32h-6z' })
  assert.deepEqual(spans[0]?.seconds, { unknown_s: 50_000 })
})

test('a short gap of the lookout is counted in a quiet span, a long one gets its own line', () => {
  const { spans } = picture([
    on('2026-11-19', { up_s: 86_370, unknown_s: 30 }),
    on('2026-11-20'),
    on('2026-11-21', { up_s: 82_800, unknown_s: 3_600 }),
  ])
  assert.deepEqual(
    spans.map(span => [span.days, span.seconds, span.ratio]),
    [
      [1, { unknown_s: 3_600 }, 1],
      [2, { unknown_s: 30 }, 1],
    ],
  )
})

test('maintenance alone is neither up nor down', () => {
  const { spans } = picture([on('2026-11-21', { up_s: 0, maintenance_s: 86_400 })])
  assert.deepEqual(spans[0]?.ratio, null)
})

const seconds = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 86_400 }))
const anyDay = fc.record({
  up_s: seconds,
  degraded_s: seconds,
  down_s: seconds,
  maintenance_s: seconds,
  unknown_s: seconds,
})
const anyDays = fc.array(anyDay, { minLength: 1, maxLength: 90 }).map(days =>
  days.map((day, index) => ({
    ...day,
    date: new Date(Date.parse(today) - (days.length - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  })),
)

test('whatever the days hold, the bars fill their columns exactly once and the table loses no second and no day', () => {
  fc.assert(
    fc.property(anyDays, days => {
      const { paths, spans } = picture(days, 90)
      const area = Object.values(paths).reduce((sum, path) => sum + areaOf(path), 0)
      assert.equal(area, 90 * 6 * barHeight)
      assert.equal(
        spans.reduce((sum, span) => sum + span.days, 0),
        90,
      )
      for (const part of dayParts) {
        if (part === 'up_s') continue
        const told = spans.reduce((sum, span) => sum + (span.seconds[part] ?? 0), 0)
        assert.equal(
          told,
          days.reduce((sum, day) => sum + day[part], 0),
        )
      }
    }),
    { numRuns: 200 },
  )
})

function areaOf(path: string): number {
  return [...path.matchAll(/M\d+ (\d+)h(\d+)V(\d+)/g)].reduce(
    (sum, [, top, width, bottom]) => sum + Number(width) * (Number(bottom) - Number(top)),
    0,
  )
}
