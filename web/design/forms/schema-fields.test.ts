import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fieldsOf, isBasic, type Schema, toBody, toValues } from './schema-fields.ts'

const schema: Schema = {
  type: 'object',
  required: ['url', 'method', 'tls', 'expected_status', 'ip_version'],
  properties: {
    url: { type: 'string' },
    method: { enum: ['GET', 'POST'], default: 'GET' },
    headers: { type: 'object', patternProperties: { '^.*$': { type: 'string' } }, secret: true },
    body: { type: 'string', secret: true, multiline: true, maxLength: 65_536 },
    conditions: { type: 'array', items: { type: 'string' } },
    expected_status: { anyOf: [{ type: 'integer' }, { type: 'array' }], default: '2xx' },
    ip_version: { enum: [4, 6, 'any'], default: 'any' },
    degraded_above: { type: ['number', 'string'], unit: 's' },
    tls: {
      type: 'object',
      required: ['verify'],
      properties: { verify: { type: 'boolean', default: true }, server_name: { type: 'string' } },
    },
  },
}
const fields = fieldsOf(schema)

test('only what must be said and has no default is basic', () => {
  assert.deepEqual(
    fields.filter(isBasic).map(field => field.path),
    ['url'],
  )
})

test('inner objects become fields with their path', () => {
  assert.ok(fields.some(field => field.path === 'tls.server_name'))
  assert.equal(
    fields.some(field => field.path === 'tls'),
    false,
  )
})

test('what was not touched is not sent', () => {
  assert.deepEqual(toBody(fields, { ...toValues(fields), url: 'https://example.com' }), { url: 'https://example.com' })
})

test('what is typed is sent as the sort that the schema asks for', () => {
  const typed = {
    ...toValues(fields),
    url: 'https://example.com',
    headers: 'accept: text/html\nx-key: a:b',
    conditions: ' status == 200 \n\nresponse_ms < 500',
    expected_status: '200, 204',
    ip_version: '6',
    degraded_above: '800ms',
    'tls.verify': false,
    'tls.server_name': 'example.org',
  }
  assert.deepEqual(toBody(fields, typed), {
    url: 'https://example.com',
    headers: { accept: 'text/html', 'x-key': 'a:b' },
    conditions: ['status == 200', 'response_ms < 500'],
    expected_status: [200, 204],
    ip_version: 6,
    degraded_above: '800ms',
    tls: { verify: false, server_name: 'example.org' },
  })
})

test('what was sent comes back into the fields', () => {
  const given = {
    url: 'https://example.com',
    expected_status: [200, 204],
    headers: { accept: 'text/html' },
    tls: { verify: false },
  }
  assert.deepEqual(toBody(fields, toValues(fields, given)), given)
})

test('a secret of several lines is typed in several lines', () => {
  const sortOf = (path: string) => fields.find(field => field.path === path)?.sort
  assert.deepEqual([sortOf('body'), sortOf('headers')], ['longText', 'pairs'])
})
