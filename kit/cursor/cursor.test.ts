import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cursorOf, pagesOf } from './cursor.ts'

const users = cursorOf('identity.users', 'text')
const places = cursorOf('incidents.components', ['number', 'text'])

test('a cursor is read by the list that wrote it, and by no other', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (key, position) => {
      assert.equal(users.read(users.write(key)), key)
      assert.deepEqual(places.read(places.write([position, key])), [position, key])
      assert.equal(cursorOf('a.b', 'number').read(cursorOf('a.b', 'number').write(position)), position)
      assert.throws(() => cursorOf('identity.keys', 'text').read(users.write(key)), { code: 'identity.bad-cursor' })
    }),
  )
})

test('whatever else is no cursor', () => {
  const good = users.write('0198a7b2-0000-7000-8000-000000000000')
  assert.ok(good.length <= 60)
  const refused = (bad: string) => assert.throws(() => users.read(bad), { code: 'identity.bad-cursor' }, bad)
  for (const bad of ['', 'garbage', '0198a7b2-0000-7000-8000-000000000000', good.slice(1), good.slice(0, -1)])
    refused(bad)
  for (const bad of [`${good}=`, `${good} `, `${good}!`, good.toLowerCase()]) refused(bad)
  fc.assert(fc.property(fc.string(), refused))
})

test('a cursor whose tag is right and whose key is not of the list is none', () => {
  const forged = cursorOf('incidents.components', 'text')
  for (const key of ['[1]', '["1","a"]', '[1,"a",2]', '[1.5,"a"]', '{"0":1}', '[1', 'null', '[1,"\\u0000"]', 'a\0']) {
    assert.throws(() => places.read(forged.write(key)), { code: 'incidents.bad-cursor' }, key)
  }
})

test('pages of a list are all of it, each row once, and the last page says so', async () => {
  const rows = Array.from({ length: 7 }, (_, id) => ({ id }))
  const pages = pagesOf(cursorOf('a.rows', 'number', 'a.cursor'), ({ id }: { readonly id: number }) => id)
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = await pages({ limit: 3, cursor }, ({ after = -1, limit }) =>
      rows.filter(({ id }) => id > after).slice(0, limit),
    )
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6])
  await assert.rejects(async () => pages({ cursor: 'x' }, () => rows), { code: 'a.cursor' })
})
