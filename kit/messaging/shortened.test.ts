import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { shortened } from './shortened.ts'

test('what fits stays as it is, to the letter', () => {
  fc.assert(
    fc.property(fc.json(), json => {
      const data = JSON.parse(json)
      assert.equal(shortened(data, 1_000_000), JSON.stringify(data))
    }),
  )
})

test('long texts are cut, never through a character, and long lists keep their beginning and their end', () => {
  const entries = Array.from({ length: 3_000 }, (_, number) => ({ number, message: '😀'.repeat(3_000) }))
  const text = shortened({ id: 'i', timeline: entries }, 262_144)
  assert.ok(Buffer.byteLength(text) <= 262_144)
  assert.ok(text.isWellFormed())
  const { id, timeline } = JSON.parse(text) as { id: string; timeline: { number: number; message: string }[] }
  assert.equal(id, 'i')
  assert.equal(timeline[0]?.number, 0)
  assert.equal(timeline.at(-1)?.number, 2_999)
  for (const { message } of timeline) assert.match(message, /^😀+…$/u)
})
