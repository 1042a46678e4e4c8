import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { say } from '../../../contracts/messages/words.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { packColumns, ResultBuffer, readColumns, type StoredResult, unpackColumns } from './result-buffer.ts'

const start = Date.UTC(2026, 0, 5)
const ms = fc.option(fc.integer({ min: 0, max: 60_000_000 }).map(us => us / 1000))
const result: fc.Arbitrary<StoredResult> = fc.record(
  {
    at: fc.integer({ min: 0, max: 86_400_000 }).map(offset => start + offset),
    state: fc.constantFrom('up', 'degraded', 'down', 'unknown'),
    reason: fc.option(
      fc.constantFrom(plainText('connection refused'), say('connection.target'), plainText('é "quoted"')),
    ),
    http_status: fc.option(fc.integer({ min: 100, max: 599 })),
    response_ms: ms,
    phases: fc.record(
      { dns_ms: ms, connect_ms: ms, tls_ms: ms, first_byte_ms: ms, total_ms: ms },
      { noNullPrototype: true },
    ),
  },
  { noNullPrototype: true },
)
const many = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), result), { maxLength: 60 })
const byTime = (results: readonly StoredResult[]) => results.toSorted((a, b) => a.at - b.at)

describe('results', () => {
  it('come back from memory as they were', () => {
    fc.assert(
      fc.property(many, entries => {
        const tail = new ResultBuffer(start)
        for (const [check, one] of entries) tail.append(check, one.at, one)
        for (const check of [1, 2, 3, 4, 5]) {
          const expected = byTime(entries.filter(([of]) => of === check).map(([, one]) => one))
          assert.deepEqual(
            tail.resultsOf(check).map(one => one.at),
            expected.map(one => one.at),
          )
          assert.deepEqual(new Set(tail.resultsOf(check)), new Set(expected))
        }
      }),
      { numRuns: 100 },
    )
  })

  it('survive a batch, a restart and a chunk', () => {
    fc.assert(
      fc.property(many, fc.integer({ min: 0, max: 60 }), (entries, cut) => {
        const tail = new ResultBuffer(start)
        const batches: string[] = []
        entries.forEach(([check, one], index) => {
          tail.append(check, one.at, one)
          if (index === cut) batches.push(JSON.stringify(tail.columnsBetween(0, tail.length)))
        })
        if (cut < entries.length - 1) batches.push(JSON.stringify(tail.columnsBetween(cut + 1, tail.length)))
        if (cut >= entries.length) batches.push(JSON.stringify(tail.columnsBetween(0, tail.length)))
        const again = new ResultBuffer(start + 5)
        for (const batch of batches) again.appendColumns(JSON.parse(batch), check => check !== 2)
        for (const check of [1, 3, 4]) {
          assert.deepEqual(again.resultsOf(check), tail.resultsOf(check))
          assert.deepEqual(readColumns(unpackColumns(packColumns(again.columnsOf(check)))), tail.resultsOf(check))
        }
        assert.deepEqual(again.resultsOf(2), [])
      }),
      { numRuns: 100 },
    )
  })

  it('take little room: a thousand ordinary ones fit in twelve bytes each', () => {
    const tail = new ResultBuffer(start)
    const nothing = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null }
    for (let index = 0; index < 1_000; index += 1) {
      const response_ms = Math.round(20_000 + 5_000 * Math.sin(index * 12.9898)) / 1000
      tail.append(7, start + index * 20_000 + (index % 5), {
        state: 'up',
        reason: null,
        http_status: 200,
        response_ms,
        phases: { ...nothing, first_byte_ms: response_ms - 0.1, total_ms: response_ms },
      })
    }
    assert.ok(packColumns(tail.columnsOf(7)).length < 12_000)
  })

  it('of a clock that is a month off do not fit and need a tail of their own', () => {
    assert.equal(new ResultBuffer(start).fits(start - 31 * 86_400_000), false)
    assert.equal(new ResultBuffer(start).fits(start + 86_400_000), true)
  })
})
