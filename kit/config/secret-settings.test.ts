import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Type } from 'typebox'
import { Redactor, secretMask } from '../http-client/redact.ts'
import { ByKind } from './schema/by-kind.ts'
import { plainSchema } from './schema/json-schema.ts'
import { keepSecrets, maskSettings, secretsIn, secretsOfVariable } from './secret-settings.ts'

const schema = plainSchema(
  Type.Object({
    url: Type.String({ address: true }),
    token: Type.Optional(Type.String({ secret: true })),
    headers: Type.Optional(Type.Record(Type.String(), Type.String(), { secret: true })),
    tls: Type.Optional(Type.Object({ name: Type.String(), key: Type.Optional(Type.String({ secret: true })) })),
    note: Type.Optional(Type.String()),
  }),
)
const redactor = new Redactor()
const stored = {
  url: 'https://a.test/x?token=first-token&page=2',
  token: 'second-secret',
  headers: { 'x-key': 'third-secret', accept: 'text/html' },
  tls: { name: 'a.test', key: 'fourth-secret' },
  note: 'open',
}
const shown = {
  url: 'https://a.test/x?token=***&page=2',
  token: secretMask,
  headers: { 'x-key': secretMask, accept: secretMask },
  tls: { name: 'a.test', key: secretMask },
  note: 'open',
}
const keep = (sent: Record<string, unknown>) => keepSecrets(schema, sent, { stored, redactor })

describe('settings', () => {
  it('are shown with masks', () => assert.deepEqual(maskSettings(schema, stored, redactor), shown))

  it('that come back as they were shown are what they were', () => {
    const { settings, kept, missing } = keep(shown)
    assert.deepEqual(settings, stored)
    assert.deepEqual(kept, ['url', 'token', 'headers.x-key', 'headers.accept', 'tls.key'])
    assert.deepEqual(missing, [])
  })

  it('keep a secret that is left out, lose one that is null, take a new one', () => {
    const url = 'https://b.test/'
    assert.deepEqual(keep({ url, headers: null, tls: { name: 'b' } }), {
      settings: { url, token: stored.token, tls: { name: 'b', key: 'fourth-secret' } },
      kept: ['token', 'tls.key'],
      missing: [],
    })
    const headers = { 'x-key': secretMask, 'x-more': 'new' }
    const changed = keep({ url, token: 'new', headers })
    assert.deepEqual([changed.settings.token, changed.kept], ['new', ['headers.x-key']])
    assert.deepEqual(changed.settings.headers, { 'x-key': 'third-secret', 'x-more': 'new' })
  })

  it('have no mask that nothing stands behind', () => {
    assert.deepEqual(keep({ url: 'https://a.test/y?token=***', headers: { other: secretMask } }).missing, [
      'url',
      'headers.other',
    ])
    assert.deepEqual(keepSecrets(schema, { url: 'https://***@a.test', token: secretMask }).missing, ['url', 'token'])
    assert.deepEqual(keepSecrets(schema, { url: 'https://a.test/***a', note: secretMask }).missing, [])
  })

  it('tell what is secret in them, whatever kind they are of', () => {
    const kinds = { a: Type.Object({ key: Type.String({ secret: true }) }), b: Type.Object({ key: Type.String() }) }
    const list = plainSchema(Type.Object({ items: Type.Array(ByKind({ kinds, default: 'b' })) }))
    const items = [{ kind: 'a', key: 'a-secret' }, { kind: 'b', key: 'no-secret' }, { key: 'none-either' }]
    assert.deepEqual(secretsIn(list, { items }).values, ['a-secret'])
    const { values } = secretsIn(schema, {
      ...stored,
      token: 'https://hooks.slack.com/services/T1/B2/abcdefgh',
      headers: { authorization: `Basic ${btoa('bob:pass word')}`, cookie: 'a=chocolate; b=2' },
    })
    for (const secret of ['first-token', 'abcdefgh', 'pass word', 'chocolate'])
      assert.ok(values.includes(secret), secret)
    assert.ok(!values.includes('text/html'))
  })

  it('take from variables what is called or looks like a secret', () => {
    assert.deepEqual(secretsOfVariable('HOST', 'db.example.com'), [])
    assert.deepEqual(secretsOfVariable('PWD', '/srv/vigie'), [])
    assert.deepEqual(secretsOfVariable('SHOP_TOKEN', 'quiet word'), ['quiet word'])
    assert.deepEqual(secretsOfVariable('SHOP', 'Xk29fLq8ZtR4mVb7Wn3y'), ['Xk29fLq8ZtR4mVb7Wn3y'])
    assert.deepEqual(secretsOfVariable('SHOP_ADDRESS', 'https://bob:hunter2@a.test/'), ['bob', 'hunter2'])
  })
})
