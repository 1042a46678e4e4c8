import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cursorOf } from './cursor.ts'

const users = cursorOf('identity.users')

test('a cursor is read by the list that wrote it, and by no other', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), key => {
      assert.equal(users.read(users.write(key)), key)
      assert.equal(cursorOf('identity.keys').read(users.write(key)), null)
    }),
  )
})

test('whatever else is no cursor', () => {
  const good = users.write('0198a7b2-0000-7000-8000-000000000000')
  assert.ok(good.length <= 60)
  for (const bad of ['', 'garbage', '0198a7b2-0000-7000-8000-000000000000', good.slice(1), good.slice(0, -1)]) {
    assert.equal(users.read(bad), null, bad)
  }
  for (const bad of [`${good}=`, `${good} `, `${good}!`, good.toLowerCase()]) assert.equal(users.read(bad), null, bad)
  fc.assert(fc.property(fc.string(), text => assert.equal(users.read(text), null)))
})
