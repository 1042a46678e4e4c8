import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { expressionOf, parseBeginning, pickedAt, timesIn, valueAt } from './answer-paths.ts'

const forecast = {
  city: { name: 'Tawarano' },
  list: [
    { dt: 1_780_000_000, main: { temp: 285.1, 'feels like': 284 }, dt_txt: '2026-05-28 21:00:00' },
    { dt: 1_780_010_800, main: { temp: 284.2, 'feels like': 283 }, dt_txt: '2026-05-29 00:00:00' },
  ],
}

test('a number in a list is one of a series: the list is found, and the value in each item', () => {
  const { items, value, name, item } = pickedAt(['list', 1, 'main', 'temp'])
  assert.deepEqual({ items, value, name }, { items: 'list', value: 'main.temp', name: 'temp' })
  assert.deepEqual(valueAt(forecast, item), forecast.list[1])
})

test('names that JSONata would read as something else are quoted, and become names of values', () => {
  assert.deepEqual(pickedAt(['list', 0, 'main', 'feels like']).value, 'main.`feels like`')
  assert.deepEqual(pickedAt(['list', 0, 'main', 'feels like']).name, 'feels_like')
  assert.equal(expressionOf(['in', '0', 'a-b']), '`in`.`0`.`a-b`')
})

test('a number beside no list is read from the document itself, and a list of numbers by itself', () => {
  assert.deepEqual(pickedAt(['cpu', 'load']), { items: undefined, value: 'cpu.load', name: 'load', item: [] })
  assert.deepEqual(pickedAt(['values', 3]), { items: 'values', value: '$', name: 'values', item: ['values', 3] })
  assert.equal(pickedAt([2, 'temp']).items, '$')
})

test('what looks like the time of an item is offered, the likeliest first', () => {
  assert.deepEqual(
    timesIn({ sunrise: 1_780_000_001, ...forecast.list[0] }).map(({ expression }) => expression),
    ['dt', 'sunrise', 'dt_txt'],
  )
  assert.deepEqual(timesIn({ temp: 21.5, id: 'x', count: 12 }), [])
  for (const item of [null, 3, 'text']) assert.deepEqual(timesIn(item), [])
})

test('of a JSON text that was cut anywhere, what is whole is read', () => {
  const text = JSON.stringify(forecast)
  assert.deepEqual(parseBeginning(text), forecast)
  assert.deepEqual(parseBeginning(text.slice(0, text.indexOf('"dt_txt"') + 4)), {
    city: forecast.city,
    list: [{ dt: 1_780_000_000, main: { temp: 285.1, 'feels like': 284 } }],
  })
  assert.equal(parseBeginning('<!doctype html>'), undefined)
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, cut) => {
      parseBeginning(json.slice(0, cut % (json.length + 1)))
    }),
  )
})
