import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSame } from './flag.ts'

test('two definitions are the same in whatever order their names stand', () => {
  for (const [one, other] of [
    [
      { a: 1, b: { c: [1, { d: 2 }] } },
      { b: { c: [1, { d: 2 }] }, a: 1 },
    ],
    [{ a: 1, b: undefined }, { a: 1 }],
    [null, null],
    [[], []],
  ])
    assert.equal(isSame(one, other), true, JSON.stringify([one, other]))
  for (const [one, other] of [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [{ toString: 1 }, {}],
    [{}, { toString: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [null, {}],
    [0, false],
    ['1', 1],
  ])
    for (const pair of [
      [one, other],
      [other, one],
    ])
      assert.equal(isSame(...(pair as [unknown, unknown])), false)
})

test('however deep they are, each value is looked at once', () => {
  let looked = 0
  const deep = (depth: number): unknown => ({
    get inner() {
      looked++
      return depth > 0 ? deep(depth - 1) : 1
    },
  })
  assert.equal(isSame(deep(40), deep(40)), true)
  // Its value is read, and before that whether it has one.
  assert.ok(looked <= 4 * 41, `${looked}`)
})
