import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compressSync } from 'snappy'
import { testClock } from '../../../kit/testing/clock.ts'
import { WorkerPool } from '../../../kit/worker-pool/worker-pool.ts'
import { readRemoteWrite } from './read-remote-write.ts'
import { decodeRemoteWrite, encodeRemoteWrite, mostBytes } from './remote-write.ts'
import { mostSamples, writeWriteRequest } from './write-request.ts'

const text = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
const sample = fc.record({
  name: text,
  labels: fc.dictionary(text, text, { maxKeys: 5 }),
  at: fc.integer({ min: -(2 ** 44), max: 2 ** 44 }),
  value: fc.oneof(fc.double({ noNaN: true }), fc.constant(null)),
})
const metadata = fc.record(
  {
    name: text,
    type: fc.constantFrom('unknown' as const, 'counter' as const, 'gauge' as const, 'stateset' as const),
    help: fc.string(),
    unit: fc.string(),
  },
  { noNullPrototype: true },
)

describe('remote write', () => {
  test('what was encoded is decoded as it was, stale markers and infinities among it', () => {
    fc.assert(
      fc.property(fc.array(sample), fc.array(metadata), (samples, described) => {
        const decoded = decodeRemoteWrite(encodeRemoteWrite(samples, described))
        assert.ok('samples' in decoded)
        const plain = (labels: object) => Object.entries(labels).sort()
        assert.deepEqual(
          decoded.samples.map(({ labels = {}, ...rest }) => ({ ...rest, labels: plain(labels) })),
          samples.map(({ labels, ...rest }) => ({ ...rest, labels: plain(labels) })),
        )
        assert.deepEqual(decoded.metadata, described)
      }),
    )
  })

  test('a NaN that is no stale marker stays a NaN, for the store to refuse', () => {
    const decoded = decodeRemoteWrite(encodeRemoteWrite([{ name: 'up', at: 1, value: Number.NaN }]))
    assert.ok('samples' in decoded)
    assert.equal(decoded.samples[0]?.value, Number.NaN)
  })

  test('samples of one series share its labels on the wire', () => {
    const labels = { instance: 'a'.repeat(100) }
    const samples = Array.from({ length: 100 }, (_, at) => ({ name: 'up', labels, at, value: 1 }))
    assert.ok(writeWriteRequest(samples).length < 2_500)
  })

  test('ten thousand hostile bodies are requests or malformed, and nothing else', () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    const compressed = bytes.map(plain => compressSync(Buffer.from(plain)))
    const flipped = fc
      .tuple(fc.array(sample, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(255))
      .map(([samples, at, value]) => {
        const plain = Buffer.from(writeWriteRequest(samples))
        plain[at % plain.length] = value
        return compressSync(plain)
      })
    fc.assert(
      fc.property(fc.oneof(bytes, compressed, flipped), body => {
        const decoded = decodeRemoteWrite(body)
        assert.ok('malformed' in decoded || decoded.samples.every(({ at }) => Number.isFinite(at)))
      }),
      { numRuns: 10_000 },
    )
  })

  test('a body that claims to be larger than is read is refused before it is inflated', () => {
    const claimed = Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), Buffer.alloc(10)])
    assert.deepEqual(decodeRemoteWrite(claimed), { malformed: 'too-large' })
    assert.deepEqual(decodeRemoteWrite(compressSync(Buffer.alloc(mostBytes + 1))), { malformed: 'too-large' })
  })

  test('more samples than anybody sends are refused', () => {
    const samples = Array.from({ length: mostSamples + 1 }, (_, at) => ({ name: 'up', labels: {}, at, value: 1 }))
    assert.deepEqual(decodeRemoteWrite(encodeRemoteWrite(samples)), { malformed: 'too-many' })
  })

  test('a label named like the prototype is a label', () => {
    const labels = JSON.parse('{"__proto__":"x"}')
    const decoded = decodeRemoteWrite(encodeRemoteWrite([{ name: 'up', labels, at: 1, value: 1 }]))
    assert.ok('samples' in decoded)
    assert.deepEqual(Object.entries(decoded.samples[0]?.labels ?? {}), [['__proto__', 'x']])
  })

  test('a large body is read by a thread', async () => {
    await using workers = new WorkerPool(testClock())
    const samples = Array.from({ length: 20_000 }, (_, at) => ({
      name: 'up',
      labels: { at: `${at}` },
      at,
      value: at / 7,
    }))
    const decoded = await readRemoteWrite(encodeRemoteWrite(samples), workers)
    assert.ok('samples' in decoded)
    assert.equal(workers.threads, 1)
    assert.equal(decoded.samples.length, 20_000)
  })
})
