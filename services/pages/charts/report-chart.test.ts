import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chartHeight, reportChart } from './report-chart.ts'

const binsOf = (...reports: number[]) =>
  reports.map((count, index) => ({
    at: new Date(Date.parse('2026-11-21T00:00:00.000Z') + index * 900_000).toISOString(),
    reports: count,
    baseline: 1,
  }))

test('the tallest bar reaches nearly to the top, and each stands on the ground', () => {
  const { bars, most, total, width } = reportChart(binsOf(0, 10, 0, 20))
  assert.deepEqual([most, total, width], [20, 30, 24])
  assert.equal(bars, `M6 54.5h5V${chartHeight}h-5zM18 9.1h5V${chartHeight}h-5z`)
})

test('a single report on a quiet day is a small bar', () => {
  assert.equal(reportChart(binsOf(1)).bars, `M0 75h5V${chartHeight}h-5z`)
})

test('what is usual is one line from the first quarter of an hour to the last', () => {
  const { usual } = reportChart([...binsOf(0), { ...binsOf(0)[0]!, baseline: 3 }])
  assert.equal(usual, 'M0 75h6V25h6')
})

test('hours are told newest first, each with the sum of its quarters', () => {
  const { hours } = reportChart(binsOf(1, 2, 3, 4, 5))
  assert.deepEqual(hours, [
    { at: '2026-11-21T01:00:00.000Z', reports: 5, usual: 1 },
    { at: '2026-11-21T00:00:00.000Z', reports: 10, usual: 4 },
  ])
})

test('without a day there is nothing to draw', () => {
  const { bars, usual, total, hours } = reportChart([])
  assert.deepEqual([bars, usual, total, hours], ['', '', 0, []])
})
