import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { startLocalServer } from '../../../kit/testing/local-server.ts'
import { type SlackBehaviour, startSlack } from '../../../kit/testing/slack.ts'
import { buildMessage } from '../notifications/incident-message.ts'
import type { Message } from '../notifications/message.ts'
import { resolvedIncident, sampleIncident, sampleNotice } from '../testing/samples.ts'
import { sendOptions, sendThrough, verifyThrough } from '../testing/sending.ts'
import { slack } from './slack.ts'

const wording = { language: 'en', time_zone: 'UTC' } as const
const critical = buildMessage([sampleNotice('opened', sampleIncident({ impact: 'critical', http_code: 503 }))], wording)
const recovered = buildMessage([sampleNotice('resolved', resolvedIncident({ impact: 'critical' }))], wording)

type Changes = { behaviour?: SlackBehaviour; mention_channel?: boolean; token?: string; message?: Message }

async function sent(t: TestContext, { behaviour = 'ok', message = critical, ...changes }: Changes = {}) {
  const server = await startSlack()
  t.after(server.stop)
  await server.behave(behaviour)
  const { api_url, token } = server
  const settings = { channel: '#alerts', mention_channel: true, token, api_url, ...changes }
  const outcome = await sendThrough({ kind: slack, settings }, message, sendOptions(t))
  const [received] = server.messages
  return { outcome, received, written: JSON.stringify(received?.blocks ?? ''), calls: server.calls }
}

describe('what people read', () => {
  test('an alert has a header and says service, incident, time, criticality, URL, error, HTTP code, response time', async t => {
    const { outcome, received, written } = await sent(t)
    assert.deepEqual(outcome, { outcome: 'delivered' })
    assert.equal((received!.blocks[0] as { type: string }).type, 'header')
    for (const fact of [
      '*Service*\\nAPI Production',
      '*Incident*\\nINC-20260105-080000',
      '*Started*\\n5 Jan 2026, 08:00:00 UTC',
      '*Criticality*\\ncritical',
      '*URL*\\nhttps://api.example.com/health',
      '*Error*\\nconnection refused',
      '*HTTP code*\\n503',
      '*Response time*\\nnone',
    ])
      assert.ok(written.includes(fact), `${fact} in ${written}`)
  })

  test('the recovery says how long it took, and calls nobody', async t => {
    const { received, written } = await sent(t, { message: recovered })
    assert.match(written, /\*Duration\*\\n2 minutes 5 seconds/)
    assert.doesNotMatch(JSON.stringify(received), /<!channel>/)
  })

  test('a critical incident calls the channel when the configuration wants it, else nobody', async t => {
    assert.match((await sent(t)).written, /<!channel>/)
    assert.doesNotMatch(JSON.stringify((await sent(t, { mention_channel: false })).received), /<!channel>/)
    const major = buildMessage([sampleNotice('opened', sampleIncident())], wording)
    assert.doesNotMatch(JSON.stringify((await sent(t, { message: major })).received), /<!channel>/)
  })

  test('what a target answered cannot call the channel or make a link', async t => {
    const hostile = sampleIncident({ title: 'A & B <!channel>', error: '<!here> <https://evil.test|click> & more' })
    const { received, written } = await sent(t, { message: buildMessage([sampleNotice('opened', hostile)], wording) })
    assert.match(written, /&lt;!here&gt; &lt;https:\/\/evil.test\|click&gt; &amp; more/)
    assert.doesNotMatch(received!.text, /<!/)
  })

  test('a message as long as a target can make it stays within the limits of Slack', async t => {
    const long = sampleIncident({
      title: 'x'.repeat(5_000),
      error: '&'.repeat(5_000),
      url: `https://a.test/${'y'.repeat(5_000)}`,
    })
    const { received } = await sent(t, { message: buildMessage([sampleNotice('opened', long)], wording) })
    const blocks = received!.blocks as { text?: { text: string }; fields?: { text: string }[] }[]
    assert.ok([...blocks[0]!.text!.text].length <= 150)
    for (const field of blocks.flatMap(block => block.fields ?? [])) assert.ok(field.text.length <= 2_000)
    for (const block of blocks) assert.ok((block.fields ?? []).length <= 10)
    assert.ok(received!.text.length <= 3_000)
  })

  test('many incidents at once fit one message', async t => {
    const many = Array.from({ length: 200 }, (_, at) =>
      sampleNotice('opened', sampleIncident({ id: `i${at}`, error: 'e'.repeat(400) })),
    )
    const { received, written } = await sent(t, { message: buildMessage(many, wording) })
    const blocks = received!.blocks as { text: { text: string } }[]
    assert.ok(blocks.length <= 50)
    for (const { text } of blocks) assert.ok(text.text.length <= 3_000)
    assert.match(written, /200 incidents/)
    assert.match(written, /and 170 more/)
  })
})

describe('what becomes of a message', () => {
  test('the key of the delivery goes with it, so that a repeat can be told from a second message', async t => {
    const { received } = await sent(t)
    assert.deepEqual(received!.metadata, { event_type: 'vigie_delivery', event_payload: { delivery_id: 'delivery-1' } })
  })

  test('429 is tried again after the time that Slack names, and only by the queue', async t => {
    const { outcome, calls } = await sent(t, { behaviour: { limited_s: 7 } })
    assert.deepEqual(outcome, { outcome: 'retry', error: 'answered 429: ratelimited', retry_after_s: 7 })
    assert.equal(calls.length, 1)
  })

  test('500 is tried again, and only by the queue', async t => {
    const { outcome, calls } = await sent(t, { behaviour: 'failing' })
    assert.deepEqual(outcome, { outcome: 'retry', error: 'answered 500' })
    assert.equal(calls.length, 1)
  })

  test('a revoked token is refused, with the word of Slack', async t => {
    const { outcome } = await sent(t, { behaviour: 'revoked' })
    assert.deepEqual(outcome, { outcome: 'refused', error: 'invalid_auth' })
  })

  test('a page instead of an answer is no refusal: something else answered', async t => {
    const portal = await startLocalServer(() => ({ body: '<html>please sign in to the wireless network</html>' }))
    t.after(portal.stop)
    const settings = { channel: '#alerts', mention_channel: true, token: 'xoxb-1', api_url: `${portal.url}/api/` }
    const outcome = await sendThrough({ kind: slack, settings }, critical, sendOptions(t))
    assert.deepEqual(outcome, { outcome: 'retry', error: 'the answer is not one of the Slack API' })
  })

  test('auth.test tells whether the token works, without a message', async t => {
    const server = await startSlack()
    t.after(server.stop)
    const settings = { channel: '#alerts', mention_channel: false, api_url: server.api_url }
    const works = await verifyThrough({ kind: slack, settings: { ...settings, token: server.token } }, sendOptions(t))
    const fails = await verifyThrough({ kind: slack, settings: { ...settings, token: 'xoxb-wrong' } }, sendOptions(t))
    assert.deepEqual(works, { outcome: 'delivered' })
    assert.deepEqual(fails, { outcome: 'refused', error: 'invalid_auth' })
    assert.deepEqual(
      server.calls.map(call => call.method),
      ['auth.test', 'auth.test'],
    )
    assert.equal(server.messages.length, 0)
  })
})
