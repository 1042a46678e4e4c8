import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeChunk, encodeChunk, timesOf } from './chunk.ts'

const times = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 200 })
  .map(list => list.toSorted((a, b) => a - b))
const regular = fc
  .tuple(
    fc.integer({ min: 0, max: 2 ** 42 }),
    fc.integer({ min: 20, max: 100_000 }),
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 }),
  )
  .map(([start, step, jitters]) => jitters.map((jitter, index) => start + 9 + index * step + jitter))
const decimal = fc
  .tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.nat(7))
  .map(([int, decimals]) => int / 10 ** decimals)
const value = fc.oneof(
  fc.double({ noDefaultInfinity: true }),
  decimal,
  fc.integer(),
  fc.constant(0),
  fc.constant(Number.NaN),
)
const values = fc.oneof(
  fc.infiniteStream(fc.double({ noDefaultInfinity: true })),
  fc.infiniteStream(decimal),
  fc.infiniteStream(fc.integer({ min: 40, max: 80 })),
  fc.infiniteStream(value),
  value.map(one => ({ next: () => ({ value: one }) })),
)

test('whatever is put into a chunk comes out of it, bit by bit', () => {
  fc.assert(
    fc.property(fc.oneof(times, regular), values, (given, stream) => {
      const points = {
        times: Float64Array.from(given),
        values: Float64Array.from(given, () => stream.next().value as number),
      }
      const bytes = encodeChunk(points)
      const decoded = decodeChunk(bytes)
      assert.deepEqual(decoded.times, points.times)
      assert.deepEqual(
        [...decoded.values].map(one => one + 0),
        [...points.values].map(one => one + 0),
      )
      assert.deepEqual(timesOf(bytes), points.times)
    }),
    { numRuns: 2_000 },
  )
})

test('a regular series of readings with few decimals takes less than two bytes a sample, one that never changes a bit', () => {
  const length = 360
  const at = Float64Array.from({ length }, (_, index) => 1_767_600_000_000 + index * 20_000)
  const sizeOf = (value: (index: number) => number) =>
    encodeChunk({ times: at, values: at.map((_, index) => value(index)) }).length / length
  assert.ok(sizeOf(index => Math.round((20 + Math.sin(index / 10)) * 100) / 100) < 1.1)
  assert.ok(sizeOf(index => 40 + ((index * 7_919) % 41)) < 1)
  assert.ok(sizeOf(() => 64) < 0.3)
})

test('a chunk of a version to come is refused, and not read as something else', () => {
  const bytes = encodeChunk({ times: Float64Array.of(1), values: Float64Array.of(1) })
  bytes[0] = 0x20
  assert.throws(() => decodeChunk(bytes), /version 2/)
})
