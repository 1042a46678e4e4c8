import assert from 'node:assert/strict'
import { test } from 'node:test'
import { histogramQuantile } from './lookout.ts'
import { plain, quantile, Report } from './report.ts'

const silent = () => {}

test('a figure outside its limit fails a strict report, and is only told in another', () => {
  for (const strict of [true, false]) {
    const report = new Report({ strict, say: silent })
    report.figure('lateness', 99, 'ms', { at_most: 100 })
    assert.equal(report.failed, false)
    report.figure('lateness', 101, 'ms', { at_most: 100 })
    report.figure('rate', 799, '/s', { at_least: 800 })
    assert.equal(report.failed, strict)
    assert.match(report.table(), /\| lateness \| 101 ms \| ≤ 100 ms \| \*\*no\*\* \|/)
  }
})

test('a figure that could not be measured is not good', () => {
  const report = new Report({ strict: true, say: silent })
  report.figure('lateness', Number.NaN, 'ms', { at_most: 100 })
  assert.equal(report.failed, true)
})

test('a wrong answer fails every report', () => {
  const report = new Report({ strict: false, say: silent })
  report.require('incidents', false, '2')
  assert.equal(report.failed, true)
})

test('figures carry three digits', () => {
  assert.deepEqual([1234.56, 12.345, 1.2345, 0.01234, Number.NaN].map(plain), ['1235', '12.3', '1.23', '0.012', 'NaN'])
})

test('a quantile is the smallest value that so many do not exceed', () => {
  assert.deepEqual(
    [0.5, 0.99, 1].map(q => quantile([5, 1, 4, 2, 3], q)),
    [3, 5, 5],
  )
  assert.ok(Number.isNaN(quantile([], 0.5)))
})

test('the quantile of a histogram counts only what came between two readings', () => {
  const reading = (...values: number[]) =>
    ['0.01', '0.1', '+Inf'].map((le, i) => ({ name: 'late_bucket', labels: { le }, value: values[i] ?? 0 }))
  const found = histogramQuantile(0.99, { name: 'late', before: reading(0, 50, 50), after: reading(98, 150, 151) })
  assert.equal(found, 0.1)
})
