import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { encodeRecord, type LogRecord, readRecords } from './log-record.ts'

const sample = fc.record({
  id: fc.integer({ min: 1, max: 2 ** 31 }),
  at: fc.integer({ min: 0, max: 2 ** 45 }),
  value: fc.double(),
})
const history = fc
  .array(fc.array(sample, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 12 })
  .map(batches => {
    let first = 1
    return batches.map((batch): LogRecord => {
      const record = {
        first,
        ids: batch.map(({ id }) => id),
        times: batch.map(({ at }) => at),
        values: batch.map(({ value }) => value),
      }
      first += batch.length
      return record
    })
  })

test('what was written to a log is read from it', () => {
  fc.assert(
    fc.property(history, records => {
      assert.deepEqual([...readRecords(Buffer.concat(records.map(encodeRecord)))], records)
    }),
  )
})

test('a flipped byte costs its own record and no other; a torn end costs what was torn', () => {
  fc.assert(
    fc.property(history, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (records, place, flip, cut) => {
      const encoded = records.map(encodeRecord)
      const whole = Buffer.concat(encoded)
      const at = place % whole.length
      let before = 0
      const hit = encoded.findIndex(({ length }) => {
        before += length
        return at < before
      })
      whole[at] = (whole[at] ?? 0) ^ flip
      const read = [...readRecords(cut ? whole.subarray(0, at) : whole)]
      assert.deepEqual(read, cut ? records.slice(0, hit) : records.toSpliced(hit, 1))
    }),
    { numRuns: 500 },
  )
})

test('a record that holds another one as its values is read once, and its inside only when it is damaged itself', () => {
  const inner = encodeRecord({ first: 7, ids: [1], times: [2], values: [3] })
  const padded = new Uint8Array(Math.ceil(inner.length / 8) * 8)
  padded.set(inner)
  const values = [...new Float64Array(padded.buffer)]
  const outer = encodeRecord({ first: 1, ids: values.map(() => 1), times: values.map((_, index) => index), values })
  assert.deepEqual(
    [...readRecords(outer)].map(({ first }) => first),
    [1],
  )
})
