import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Static, type TObject, Type } from 'typebox'
import { Value } from 'typebox/value'
import { ByKind, kindsOf } from './by-kind.ts'
import type { JsonSchema } from './json-schema.ts'

const common = Type.Object({ name: Type.String() })
const Item = ByKind({
  default: 'http',
  common,
  kinds: { http: Type.Object({ url: Type.String() }), tcp: Type.Object({ port: Type.Integer() }) },
  text: Type.String({ pattern: '^[a-z]+$' }),
})

test('is a plain JSON Schema: one alternative per kind, the default one without its key', () => {
  const right = [
    { name: 'a', url: 'x' },
    { name: 'a', kind: 'http', url: 'x' },
    { name: 'a', kind: 'tcp', port: 1 },
    'word',
  ]
  const wrong = [{ name: 'a', port: 1 }, { name: 'a', kind: 'tcp', url: 'x' }, { name: 'a', kind: 'udp' }, 'UPPER', 5]
  for (const value of right) assert.ok(Value.Check(Item, value), JSON.stringify(value))
  for (const value of wrong) assert.ok(!Value.Check(Item, value), JSON.stringify(value))
  assert.deepEqual(JSON.parse(JSON.stringify(Item)).anyOf[1], {
    type: 'object',
    title: 'tcp',
    additionalProperties: false,
    required: ['kind', 'name', 'port'],
    properties: { kind: { type: 'string', const: 'tcp' }, name: { type: 'string' }, port: { type: 'integer' } },
  })
})

test('its type tells the kinds apart', () => {
  const portOf = (item: Static<typeof Item>): number | string => {
    if (typeof item === 'string') return item
    return item.kind === 'tcp' ? item.port : item.url
  }
  assert.equal(portOf({ kind: 'tcp', name: 'a', port: 5 }), 5)
})

test('a list of kinds that is only known when the program runs keeps the common keys', () => {
  const listed: Readonly<Record<string, TObject>> = { http: Type.Object({}), tcp: Type.Object({}) }
  const Listed = ByKind({ kinds: listed, common })
  const nameOf = (item: Static<typeof Listed>): string => `${item.kind} ${item.name}`
  assert.equal(nameOf({ kind: 'tcp', name: 'a' }), 'tcp a')
})

test('the kinds can be read back from the schema; other unions have none', () => {
  const item = kindsOf(Item as JsonSchema)
  assert.equal(item?.default, 'http')
  assert.deepEqual([...(item?.kinds.keys() ?? [])], ['http', 'tcp'])
  assert.equal(kindsOf(Type.Union([Type.String(), Type.Null()]) as JsonSchema), undefined)
})
