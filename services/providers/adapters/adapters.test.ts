import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { providerKindsWords } from '../../../web/messages/provider-kinds.ts'
import { adapters } from '../registry/adapter-kinds.ts'
import { documentOf, noon, readAs, snapshotOf, snapshotOfSample } from '../testing/sample.ts'
import { samples } from '../testing/samples.ts'

const readers = adapters.filter(({ readAnswer }) => !readAnswer)

describe('a careful reader and the adapter agree', () => {
  for (const sample of samples) {
    test(`${sample.kind}: ${sample.title} → ${sample.state}`, () => {
      assert.equal(snapshotOfSample(sample).state, sample.state)
    })
  }
})

test('every adapter has samples of health and of trouble', () => {
  for (const { kind } of readers) {
    const states = samples.filter(sample => sample.kind === kind).map(({ state }) => state)
    assert.ok(states.includes('operational'), `${kind} has no healthy sample`)
    assert.ok(
      states.some(state => /degraded|outage/.test(state)),
      `${kind} has no sample of trouble`,
    )
  }
})

test('no two adapters are of one kind', () => {
  assert.equal(new Set(adapters.map(({ kind }) => kind)).size, adapters.length)
})

test('every adapter is told to people in both languages', () => {
  for (const { kind } of adapters) {
    assert.ok(providerKindsWords.en[kind], kind)
    assert.ok(providerKindsWords.fr[kind], kind)
  }
})

describe('whatever is not the expected document is unknown, never well and never an exception', () => {
  const errorPages = [
    '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>',
    '<html><body><h1>All Systems Operational</h1><p>operational up ok available healthy</p></body></html>',
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    '{"error":"not found"}',
    '{"status":"ok"}',
    'null',
    '{}',
    '""',
    '[null]',
    '[{}]',
    'Service Unavailable',
    '',
    '\u0000\u0001',
  ]
  for (const { kind } of readers) {
    test(kind, () => {
      for (const page of errorPages) {
        assert.equal(snapshotOf(kind, [documentOf(page)]).state, 'unknown', JSON.stringify(page))
      }
      assert.equal(snapshotOf(kind, []).state, 'unknown', 'nothing at all')
      assert.equal(snapshotOf(kind, [{ ...documentOf(''), body: Buffer.from([0xff, 0xfe, 0x00]) }]).state, 'unknown')
    })
  }
})

describe('half of a document is unknown', () => {
  for (const sample of samples.filter(({ documents }) => documents.length === 1)) {
    test(`${sample.kind}: ${sample.title}`, () => {
      const [whole] = sample.documents.map(one => documentOf(one))
      const body = whole!.body
      fc.assert(
        fc.property(fc.nat(body.length - 2), cut => {
          const { state } = snapshotOf(sample.kind, [{ ...whole!, body: body.subarray(0, cut) }], sample.now ?? noon)
          assert.equal(state, 'unknown')
        }),
        { numRuns: 30, seed: 7 },
      )
    })
  }
})

describe('a flipped bit never turns trouble into health', () => {
  const troubled = samples.filter(
    ({ state, documents, fragile }) => /degraded|outage/.test(state) && documents.length === 1 && !fragile,
  )
  for (const sample of troubled) {
    test(`${sample.kind}: ${sample.title}`, () => {
      const [whole] = sample.documents.map(one => documentOf(one))
      fc.assert(
        fc.property(fc.nat(whole!.body.length * 8 - 1), bit => {
          const body = Buffer.from(whole!.body)
          body[bit >> 3]! ^= 1 << (bit & 7)
          const scope = { regions: [], components: [], ...sample.scope }
          const { state } = snapshotOf(sample.kind, [{ ...whole!, body }], sample.now ?? noon, scope)
          assert.notEqual(state, 'operational')
          assert.notEqual(state, 'maintenance')
        }),
        { numRuns: 100, seed: 7 },
      )
    })
  }
})

test('random JSON is never a status and never an exception', () => {
  fc.assert(
    fc.property(fc.constantFrom(...readers), fc.jsonValue(), ({ kind }, value) => {
      const read = readAs(kind, [documentOf(JSON.stringify(value))])
      if ('reading' in read) assert.deepEqual([kind, value], ['aws', []])
    }),
    { numRuns: 1_000, seed: 7 },
  )
})
