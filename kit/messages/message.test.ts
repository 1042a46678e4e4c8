import assert from 'node:assert/strict'
import { test } from 'node:test'
import { say } from './kit-catalogue.ts'
import { fromColumn, type Message, mapTexts, plainText, sayFrom, toColumn } from './message.ts'
import { Wording } from './wording.ts'

const catalogue = {
  text: '{text}',
  'duration.s': '{count} s',
  both: '{one} and {other}',
  files: '{count, plural, one {# file} other {# files}} of {owner}',
} as const
const sayIt = sayFrom<typeof catalogue>()
const wording = new Wording('en', catalogue)

test('a message is stored and read again as it is', () => {
  const message = sayIt('both', { one: sayIt('files', { count: 1, owner: 'ada' }), other: { ms: 2_500 } })
  assert.deepEqual(fromColumn(toColumn(message)), message)
  assert.equal(wording.word(message), '1 file of ada and 2.5 s')
})

test('what was stored as a sentence stays the sentence that it is', () => {
  for (const old of ['HTTP 503, expected 2xx', '', '{"code":"broken', '{"text":1}'])
    assert.equal(wording.word(fromColumn(old)), old)
})

test('params are numbers, times, durations, lists and messages', () => {
  const of = (one: Message['params']) => wording.word({ code: 'both', params: { other: 'x', ...one } })
  assert.equal(of({ one: 1234 }), '1234 and x')
  assert.equal(of({ one: { at: '2026-01-02T03:04:05Z' } }), '2026-01-02T03:04:05Z and x')
  assert.equal(of({ one: ['a', plainText('b'), 3] }), 'a, b, 3 and x')
})

test('a code that is not in the catalogue, and params that are not in its text, do not compile', () => {
  // @ts-expect-error no such code
  sayIt('neither')
  // @ts-expect-error a param is missing
  sayIt('both', { one: 1 })
  // @ts-expect-error the params are missing
  sayIt('files')
  // @ts-expect-error no such param
  say('disk.full', { folder: '/', size: 1 })
  assert.deepEqual(say('network.private'), { code: 'network.private' })
})

test('every text in a message can be changed, however deep it lies', () => {
  const message = sayIt('both', { one: sayIt('text', { text: 'token' }), other: ['token', 1, { ms: 5 }] })
  const hidden = mapTexts(message, text => text.replace('token', '***'))
  assert.deepEqual(hidden, sayIt('both', { one: sayIt('text', { text: '***' }), other: ['***', 1, { ms: 5 }] }))
})

test('a code of a newer version is told as it is', () => {
  assert.equal(wording.word({ code: 'of.tomorrow' }), 'of.tomorrow')
})
