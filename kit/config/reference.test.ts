import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { sampleServices } from '../testing/sample-services.ts'
import { configurationReference, configurationSchema } from './reference.ts'

test('the reference holds every section and key, with value, default and description', () => {
  const lines = configurationReference(sampleServices).split('\n')
  for (const line of [
    '## `services`',
    'A list; the keys of an entry depend on its `kind`: `http` (when none is named), `tcp`, `heartbeat`. Every kind has:',
    '| `name` | text | required | What people call it. |',
    '| `depends_on` | a list: each text |  |  |',
    '### `kind: http`',
    'Asks a URL.',
    '| `expected_status` | a status, a list of them, or a class such as 2xx | `200` |  |',
    '| `grace` | duration | `"1h"` |  |',
    '| `token` | text of at least 4 characters |  | Secret; or `token_file`. Else from `SLACK_BOT_TOKEN`. |',
    '| `time_zone` | text | `"UTC"` | IANA name; days are cut in it. |',
  ]) {
    assert.ok(lines.includes(line), line)
  }
})

test('the schema for editors accepts what is written and refuses what is not known', () => {
  const schema = configurationSchema(sampleServices) as TSchema
  const item = { name: 'a', url: 'https://a.fr', group: 'x', timeout: '10s' }
  const right = [
    {},
    { services: [item], 'x-base': 1, slack: { token_file: 't' } },
    { notifications: [{ name: 'h', kind: 'webhook', url: 'https://a.fr', secret_file: 's' }], providers: ['github'] },
  ]
  const wrong = [{ servces: [] }, { services: [{ ...item, colour: 'red' }] }, { services: [{ name: 'a' }] }]
  for (const value of right) assert.ok(Value.Check(schema, value), JSON.stringify(value))
  for (const value of wrong) assert.ok(!Value.Check(schema, value), JSON.stringify(value))
  assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema)
})
