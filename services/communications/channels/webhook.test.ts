import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { Value } from 'typebox/value'
import { say } from '../../../contracts/messages/words.ts'
import type { Behaviour } from '../../../kit/testing/local-server.ts'
import { startWebhookSink } from '../../../kit/testing/webhook.ts'
import { buildMessage } from '../notifications/incident-message.ts'
import { sampleIncident, sampleNotice } from '../testing/samples.ts'
import { sendOptions, sendThrough } from '../testing/sending.ts'
import { outcomeOf } from './transport/http.ts'
import { webhook } from './webhook.ts'

const message = buildMessage([sampleNotice('opened', sampleIncident())], { language: 'en', time_zone: 'UTC' })

async function sent(t: TestContext, settings: Record<string, unknown> = {}, behaviour: Behaviour = 'ok') {
  const sink = await startWebhookSink()
  t.after(sink.stop)
  await sink.behave(behaviour)
  const use = { kind: webhook, settings: { url: `${sink.url}/hook`, ...settings } }
  const outcome = await sendThrough(use, message, sendOptions(t, { timeout_ms: 2_000 }))
  return { outcome, received: sink.accepted[0], attempts: sink.attempts }
}

describe('the request', () => {
  test('is a CloudEvent with the incident as its data', async t => {
    const { outcome, received } = await sent(t)
    assert.deepEqual(outcome, { outcome: 'delivered' })
    const body = JSON.parse(received!.body)
    assert.equal(body.specversion, '1.0')
    assert.equal(body.type, 'vigie.incidents.incident-opened.v1')
    assert.equal(body.source, '/vigie/incidents')
    assert.equal(body.subject, 'i1')
    assert.equal(body.data.number, 'INC-20260105-080000')
    assert.match(received!.headers['content-type']!, /^application\/cloudevents\+json/)
  })

  test('names the delivery, so that a repeat can be told from a second event', async t => {
    const { received } = await sent(t)
    assert.equal(received!.headers['webhook-id'], 'delivery-1')
    assert.equal(received!.headers['webhook-signature'], undefined)
  })

  test('is signed in the way of Standard Webhooks, with a whsec_ key', async t => {
    const secret = `whsec_${Buffer.from('a key of twenty-four byte').toString('base64')}`
    const { received } = await sent(t, { secret })
    assert.deepEqual(new Webhook(secret).verify(received!.body, received!.headers as never), JSON.parse(received!.body))
  })

  test('is signed with the bytes of any other text', async t => {
    const { received } = await sent(t, { secret: 'phrase de passe été' })
    const key = new Webhook(Buffer.from('phrase de passe été'), { format: 'raw' })
    assert.ok(key.verify(received!.body, received!.headers as never))
  })

  test('carries the headers of the configuration', async t => {
    const { received } = await sent(t, { headers: { Authorization: 'Bearer abc', 'Content-Type': 'application/json' } })
    assert.equal(received!.headers.authorization, 'Bearer abc')
    assert.equal(received!.headers['content-type'], 'application/json')
  })
})

describe('the answer', () => {
  const table: [number, 'delivered' | 'retry' | 'refused'][] = [
    [200, 'delivered'],
    [204, 'delivered'],
    [301, 'refused'],
    [400, 'refused'],
    [401, 'refused'],
    [404, 'refused'],
    [408, 'retry'],
    [410, 'refused'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ]
  for (const [status, outcome] of table) {
    test(`${status} is ${outcome}`, async t => {
      assert.equal((await sent(t, {}, { status })).outcome.outcome, outcome)
    })
  }

  test('a redirect is not followed', async t => {
    const { attempts, outcome } = await sent(t, {}, { status: 302, headers: { location: '/elsewhere' } })
    assert.equal(attempts.length, 1)
    assert.deepEqual(outcome, { outcome: 'refused', error: 'answered 302, redirects are not followed' })
  })

  test('Retry-After is honoured', () => {
    const now = Date.UTC(2026, 0, 5, 8)
    const answer = { status: 429, headers: { 'retry-after': '30' }, body: Buffer.alloc(0) }
    assert.deepEqual(outcomeOf(answer, now), {
      outcome: 'retry',
      error: say('delivery.answered', { status: 429 }),
      retry_after_s: 30,
    })
  })

  test('the reason that a refusal gives is kept, but not a long one', async t => {
    const { outcome } = await sent(t, {}, { status: 400, body: `no such room\n${'x'.repeat(300_000)}` })
    assert.match('error' in outcome ? outcome.error : '', /^answered 400: no such room x{10}/)
    assert.ok('error' in outcome && outcome.error.length < 300)
  })
})

test('mistakes that a schema cannot say are told by field', () => {
  const problems = (settings: Record<string, unknown>) =>
    (webhook.problems?.(settings as never) ?? []).map(one => one.field)
  assert.deepEqual(problems({ url: 'https://a.test/hook', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }), [])
  assert.deepEqual(problems({ url: 'https://[::', secret: 'whsec_%%%' }), ['url', 'secret'])
  assert.deepEqual(problems({ url: 'https://a.test', headers: { 'Webhook-Id': '1' } }), ['headers'])
  assert.equal(Value.Check(webhook.schema, { url: 'https://a.test', headers: { 'x-a': 'b\r\nc: d' } }), false)
})
