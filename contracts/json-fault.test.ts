import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonFault } from './json-fault.ts'

for (const [text, ...where] of [
  ['{"a": 1,\n  b: 2}', 2, 3, 'name'],
  ['{"a": 1\n "b": 2}', 2, 2, 'separator'],
  ['{"a" 1}', 1, 6, 'colon'],
  ['{"a": }', 1, 7, 'value'],
  ['[1, 2,]', 1, 7, 'value'],
  ['{"a": 1} x', 1, 10, 'nothing'],
  ['{"a": [1', 1, 9, 'end'],
  ['', 1, 1, 'end'],
  ['{"a": "open\n}', 1, 7, 'quote'],
  ['["C:\\dir"]', 1, 5, 'escape'],
  ['["a\tb"]', 1, 4, 'control'],
  ["{'a': 1}", 1, 2, 'name'],
  ['[01]', 1, 3, 'separator'],
] as const)
  test(`${JSON.stringify(text)} goes wrong at its place`, () => {
    const { line, column, what } = jsonFault(text) ?? {}
    assert.deepEqual([line, column, what], where)
  })

test('whatever is JSON has no fault, and whatever is none has one', () => {
  const broken = fc
    .tuple(
      fc.json({ maxDepth: 4 }),
      fc.nat(),
      fc.constantFrom('', ',', '"', '}', '[', ':', '\\', '1', '-', 'tru', '\n', '\u0001'),
    )
    .map(([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1))
  const isJson = (text: string): boolean => {
    try {
      JSON.parse(text)
      return true
    } catch {
      return false
    }
  }
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken, fc.string()), text => {
      assert.equal(jsonFault(text) === null, isJson(text), JSON.stringify(text))
    }),
    { numRuns: 5_000 },
  )
})
