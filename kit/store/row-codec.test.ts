import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Message, plainText } from '../messages/message.ts'
import { rowCodec } from './row-codec.ts'

type Noun = {
  readonly id: string
  readonly open: boolean
  readonly tags: readonly string[]
  readonly cause: { at: number } | null
}

const nouns = rowCodec<Noun>({ open: 'flag', tags: 'json', cause: 'json' })

test('a noun lies in columns that every database has, and comes back as it was', () => {
  const noun = { id: 'a', open: true, tags: ['x', 'y'], cause: { at: 1 } }
  assert.deepEqual(nouns.toRow(noun), { id: 'a', open: 1, tags: '["x","y"]', cause: '{"at":1}' })
  assert.deepEqual(nouns.fromRow(nouns.toRow(noun)), noun)
})

test('what is absent is absent in the row too', () => {
  const noun = { id: 'a', open: false, tags: [], cause: null }
  assert.deepEqual(nouns.toRow(noun), { id: 'a', open: 0, tags: '[]', cause: null })
  assert.deepEqual(nouns.fromRow(nouns.toRow(noun)), noun)
})

test('a message that an older version kept as a sentence is that sentence', () => {
  const values = rowCodec<{ readonly reason: Message | null }>({ reason: 'message' })
  const noun = { reason: { code: 'site.large', params: { limit: 8 } } }
  assert.deepEqual(values.fromRow(values.toRow(noun)), noun)
  assert.deepEqual(values.fromRow({ reason: 'not asked yet' }), { reason: plainText('not asked yet') })
  assert.deepEqual(values.fromRow({ reason: null }), { reason: null })
})

test('null is a value like another in what may be anything', () => {
  const values = rowCodec<{ readonly id: string; readonly rule: unknown }>({ rule: 'any-json' })
  for (const rule of [null, false, 0, '', 'null', [], {}]) {
    const row = values.toRow({ id: 'a', rule })
    assert.equal(row.rule, JSON.stringify(rule))
    assert.deepEqual(values.fromRow(row), { id: 'a', rule })
  }
})
