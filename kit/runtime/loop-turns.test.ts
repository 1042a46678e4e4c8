import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTurnLong, turnOfOthers, turnOfOthersWhenLong } from './loop-turns.ts'

/** As work does that never waits for anything but memory. */
function workFor(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

test('of all who wait one goes on in each turn of the loop, in their order', async () => {
  let turn = 0
  let on = true
  const count = (): void => {
    turn++
    if (on) setImmediate(count)
  }
  setImmediate(count)
  const turns: string[] = []
  const one = async (name: string) => {
    for (let step = 0; step < 3; step++) {
      await turnOfOthers()
      turns.push(`${turn} ${name}`)
    }
  }
  await Promise.all([one('a'), one('b'), one('c')])
  on = false
  assert.equal(new Set(turns.map(entry => entry.split(' ')[0])).size, turns.length, turns.join())
  assert.equal(turns.map(entry => entry.split(' ')[1]).join(''), 'abcabcabc')
})

test('a turn is long once work has kept it, and the next one is young again', async () => {
  await turnOfOthers()
  assert.equal(isTurnLong(), false)
  workFor(12)
  assert.equal(isTurnLong(), true)
  let isOver = false
  setImmediate(() => {
    isOver = true
  })
  await turnOfOthersWhenLong()
  assert.equal(isOver, true)
  assert.equal(isTurnLong(), false)
})

test('a chain of work that wakes more work lets a timer in between', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  for (let step = 0; step < 50; step++) {
    workFor(3)
    await turnOfOthersWhenLong()
  }
  clearInterval(timer)
  assert.ok(ticks >= 5, `${ticks} ticks`)
})
