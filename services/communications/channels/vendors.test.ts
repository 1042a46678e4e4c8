import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Value } from 'typebox/value'
import { type Answer, type Received, startLocalServer } from '../../../kit/testing/local-server.ts'
import { buildMessage } from '../notifications/incident-message.ts'
import type { Message } from '../notifications/message.ts'
import type { Topic } from '../notifications/notification.ts'
import { resolvedIncident, sampleIncident, sampleNotice } from '../testing/samples.ts'
import { sendOptions, sendThrough } from '../testing/sending.ts'
import { channelKinds } from './configured/channel-kinds.ts'

const wording = { language: 'en', time_zone: 'UTC', public_url: 'https://status.example.com' } as const
const acknowledge = 'https://status.example.com/acknowledge/token'
const told = (topic: Topic, incident = sampleIncident({ impact: 'critical' })): Message =>
  buildMessage([sampleNotice(topic, incident)], wording, acknowledge)
const opened = told('opened')
const resolved = told('resolved', resolvedIncident({ impact: 'critical' }))
const hostile = told(
  'opened',
  sampleIncident({
    impact: 'major',
    title: '@everyone @channel <users/all> **bold** <b>x</b>',
    error: '@here [click](https://evil.test) <a href="https://evil.test">x</a> @room',
  }),
)
const long = told(
  'opened',
  sampleIncident({ title: 'é'.repeat(5_000), error: '&'.repeat(5_000), url: `https://a.test/${'y'.repeat(5_000)}` }),
)
const many = buildMessage(
  Array.from({ length: 200 }, (_, at) =>
    sampleNotice('opened', sampleIncident({ id: `i${at}`, error: 'é'.repeat(400) })),
  ),
  wording,
)

// biome-ignore lint/suspicious/noExplicitAny: what was received is looked into freely
type Body = Record<string, any>
type Vendor = {
  /** How it answers what it takes. */
  readonly takes: Answer
  settings(url: string): Record<string, unknown>
  /** What stands in a request of an opened critical incident, besides what every test looks at. */
  opened(received: Received, body: Body): void
  /** How it says that there were too many, and the pause that is understood. */
  readonly limited: { readonly answer: Answer; readonly wait_s: number | undefined }
  /** How it says that it never will. */
  readonly refusal: Answer
  /** A request that the vendor would turn away for its size. */
  tooLarge(received: Received, body: Body): boolean
  /** What must never stand in it, whatever a target answered. */
  readonly mention: RegExp
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
})
const none = /(?!)/

const vendors: Readonly<Record<string, Vendor>> = {
  discord: {
    takes: json(200, { id: '1' }),
    settings: url => ({ url: `${url}/api/webhooks/1/token` }),
    opened: ({ method, path }, body) => {
      assert.equal(`${method} ${path}`, 'POST /api/webhooks/1/token?wait=true')
      assert.deepEqual([body.content, body.allowed_mentions], ['@everyone', { parse: ['everyone'] }])
      assert.equal(body.embeds[0].color, 0xb42318)
    },
    limited: {
      answer: json(
        429,
        { message: 'You are being rate limited.', retry_after: 2.5, global: false },
        { 'retry-after': '3' },
      ),
      wait_s: 2.5,
    },
    refusal: json(404, { message: 'Unknown Webhook', code: 10015 }),
    tooLarge: (_received, { embeds: [embed] }) => {
      const { title, description, fields } = embed
      const texts = [title, description, ...fields.flatMap((field: Body) => [field.name, field.value])]
      const long = fields.some((field: Body) => field.value.length > 1_024 || field.name.length > 256)
      return (
        title.length > 256 || description.length > 4_096 || fields.length > 25 || long || texts.join('').length > 6_000
      )
    },
    mention: /"content"|"parse":\["/,
  },
  'microsoft-teams': {
    takes: { status: 202 },
    settings: url => ({ url: `${url}/workflows/1/triggers/manual/paths/invoke?sig=abc` }),
    opened: (_received, body) => {
      const [{ contentType, content }] = body.attachments
      assert.deepEqual(
        [body.type, contentType, content.type],
        ['message', 'application/vnd.microsoft.card.adaptive', 'AdaptiveCard'],
      )
      assert.deepEqual(
        content.actions.map((action: Body) => action.url),
        [acknowledge, 'https://status.example.com/incidents/INC-20260105-080000'],
      )
    },
    limited: {
      answer: {
        status: 200,
        body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
      },
      wait_s: undefined,
    },
    refusal: json(400, { error: { code: 'TriggerInputSchemaMismatch' } }),
    tooLarge: ({ body }) => Buffer.byteLength(body) > 28_000,
    mention: /<at>|[^\\]\[click[^\\]\]/,
  },
  mattermost: {
    takes: { body: 'ok' },
    settings: url => ({ url: `${url}/hooks/abc`, channel: 'town-square' }),
    opened: (_received, body) => {
      assert.deepEqual([body.text, body.channel], ['@channel', 'town-square'])
      assert.equal(body.attachments[0].title_link, acknowledge)
    },
    limited: { answer: { status: 429, headers: { 'x-ratelimit-reset': '4' }, body: 'limit exceeded' }, wait_s: 4 },
    refusal: json(404, { id: 'web.incoming_webhook.channel.app_error' }),
    tooLarge: (_received, { attachments }) => JSON.stringify(attachments).length > 7_900,
    mention: /@(channel|everyone|here|all)/,
  },
  'google-chat': {
    takes: json(200, { name: 'spaces/a/messages/b' }),
    settings: url => ({ url: `${url}/v1/spaces/a/messages?key=k&token=t` }),
    opened: ({ path }, body) => {
      const query = new URL(path, 'http://chat.test').searchParams
      assert.equal(query.get('requestId'), 'delivery-1')
      assert.equal(query.get('key'), 'k')
      assert.equal(query.get('messageReplyOption'), 'REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD')
      assert.deepEqual([body.text, body.thread.threadKey], ['<users/all>', 'i1'])
      assert.equal(body.cardsV2[0].cardId, 'delivery-1')
    },
    limited: { answer: json(429, { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }), wait_s: undefined },
    refusal: json(403, { error: { code: 403, status: 'PERMISSION_DENIED' } }),
    tooLarge: ({ body }) => Buffer.byteLength(body) > 32_000,
    mention: /"text":"<users\/all>|<a href="https:\/\/evil/,
  },
  telegram: {
    takes: json(200, { ok: true, result: { message_id: 1 } }),
    settings: url => ({ token: '1:abc', chat_id: '-100', api_url: url }),
    opened: ({ path }, body) => {
      assert.equal(path, '/bot1:abc/sendMessage')
      assert.deepEqual([body.chat_id, body.parse_mode], ['-100', 'HTML'])
      assert.match(body.text, /<b>Service<\/b>: API Production\n/)
    },
    limited: {
      answer: json(429, {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests',
        parameters: { retry_after: 35 },
      }),
      wait_s: 35,
    },
    refusal: json(400, { ok: false, error_code: 400, parameters: { migrate_to_chat_id: -1001 } }),
    tooLarge: (_received, { text }) => text.replace(/<[^>]+>/g, '').replace(/&\w+;/g, '&').length > 4_096,
    mention: /<a href="https:\/\/evil|<b>x/,
  },
  ntfy: {
    takes: json(200, { id: 'x', event: 'message' }),
    settings: url => ({ topic: 'alerts', url, token: 'tk_1' }),
    opened: ({ path, headers }, body) => {
      assert.deepEqual([path, headers.authorization], ['/', 'Bearer tk_1'])
      assert.deepEqual([body.topic, body.priority, body.sequence_id], ['alerts', 5, 'delivery-1'])
      assert.equal(body.click, acknowledge)
    },
    limited: { answer: json(429, { code: 42901, http: 429, error: 'limit reached' }), wait_s: undefined },
    refusal: json(403, { code: 40301, http: 403, error: 'forbidden' }),
    tooLarge: (_received, { message }) => Buffer.byteLength(message) > 4_096,
    mention: none,
  },
  gotify: {
    takes: json(200, { id: 1 }),
    settings: url => ({ url: `${url}/push/`, token: 'A1' }),
    opened: ({ path, headers }, body) => {
      assert.deepEqual([path, headers['x-gotify-key'], body.priority], ['/push/message', 'A1', 10])
      assert.equal(body.extras['client::notification'].click.url, acknowledge)
    },
    limited: { answer: { status: 429, headers: { 'retry-after': '9' } }, wait_s: 9 },
    refusal: json(401, { error: 'Unauthorized', errorCode: 401 }),
    tooLarge: ({ body }) => body.length > 40_000,
    mention: none,
  },
  pushover: {
    takes: json(200, { status: 1, request: 'r' }),
    settings: url => ({ token: 'a1', user: 'u1', emergency: true, api_url: url }),
    opened: ({ path }, body) => {
      assert.equal(path, '/1/messages.json')
      assert.deepEqual([body.token, body.user, body.priority, body.retry, body.expire], ['a1', 'u1', 2, 60, 3_600])
    },
    limited: {
      answer: json(429, { status: 0, errors: ['over quota'] }, { 'x-limit-app-reset': '4102444800' }),
      wait_s: Number.NaN,
    },
    refusal: json(400, { user: 'invalid', errors: ['user identifier is invalid'], status: 0 }),
    tooLarge: (_received, { message, title }) => message.length > 1_024 || title.length > 250 || message.length === 0,
    mention: none,
  },
  pagerduty: {
    takes: json(202, { status: 'success', dedup_key: 'i1' }),
    settings: url => ({ routing_key: 'R1', api_url: url }),
    opened: ({ path }, body) => {
      assert.equal(path, '/v2/enqueue')
      assert.deepEqual([body.routing_key, body.event_action, body.dedup_key], ['R1', 'trigger', 'i1'])
      assert.deepEqual([body.payload.severity, body.payload.source], ['critical', 'API Production'])
    },
    limited: { answer: { status: 429, headers: { 'retry-after': '60' } }, wait_s: 60 },
    refusal: json(400, { status: 'invalid event', errors: ["'routing_key' is invalid"] }),
    tooLarge: ({ body }, { payload }) => payload.summary.length > 1_024 || Buffer.byteLength(body) > 524_288,
    mention: none,
  },
  opsgenie: {
    takes: json(202, { result: 'Request will be processed', requestId: 'r' }),
    settings: url => ({ api_key: 'K1', api_url: url, responders: ['ops'] }),
    opened: ({ path, headers }, body) => {
      assert.deepEqual([path, headers.authorization], ['/v2/alerts', 'GenieKey K1'])
      assert.deepEqual([body.alias, body.priority, body.responders], ['i1', 'P1', [{ type: 'team', name: 'ops' }]])
    },
    limited: {
      answer: json(429, { message: 'You are making too many requests!' }, { 'x-ratelimit-period-in-sec': '60' }),
      wait_s: 60,
    },
    refusal: json(422, { message: 'Key format is not valid!' }),
    tooLarge: (_received, { message, description }) => message.length > 130 || description.length > 15_000,
    mention: none,
  },
  'twilio-sms': {
    takes: json(201, { sid: 'SM1', status: 'queued' }),
    settings: url => ({ account_sid: 'AC1', auth_token: 'T', from: '+33100000000', to: '+33612345678', api_url: url }),
    opened: ({ path, headers, body }) => {
      const form = new URLSearchParams(body)
      assert.equal(path, '/2010-04-01/Accounts/AC1/Messages.json')
      assert.equal(headers.authorization, `Basic ${Buffer.from('AC1:T').toString('base64')}`)
      assert.deepEqual([form.get('From'), form.get('To')], ['+33100000000', '+33612345678'])
      assert.match(form.get('Body')!, /^API Production: connection refused\n[\s\S]*acknowledge\/token/)
    },
    limited: { answer: json(429, { code: 20429, message: 'Too Many Requests', status: 429 }), wait_s: undefined },
    refusal: json(400, { code: 21211, message: "The 'To' number is not a valid phone number", status: 400 }),
    tooLarge: ({ body }) => new URLSearchParams(body).get('Body')!.length > 1_600,
    mention: none,
  },
  matrix: {
    takes: json(200, { event_id: '$1' }),
    settings: url => ({ url, room_id: '!a:example.org', token: 'syt' }),
    opened: ({ method, path, headers }, body) => {
      const room = encodeURIComponent('!a:example.org')
      assert.equal(`${method} ${path}`, `PUT /_matrix/client/v3/rooms/${room}/send/m.room.message/delivery-1`)
      assert.equal(headers.authorization, 'Bearer syt')
      assert.deepEqual([body.msgtype, body['m.mentions']], ['m.text', { room: true }])
    },
    limited: { answer: json(429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 1_500 }), wait_s: 1.5 },
    refusal: json(403, { errcode: 'M_FORBIDDEN' }),
    tooLarge: ({ body }) => Buffer.byteLength(body) > 65_536,
    mention: /"room":true|"formatted_body":"[^"]*<b>x/,
  },
}

async function sent(t: TestContext, name: string, message: Message, answer?: Answer) {
  const vendor = vendors[name]!
  const received: Received[] = []
  const server = await startLocalServer(
    () => answer ?? vendor.takes,
    one => received.push(one),
  )
  t.after(server.stop)
  const kind = channelKinds.find(one => one.kind === name)!
  const settings = Value.Default(kind.schema, vendor.settings(server.url)) as Record<string, unknown>
  assert.ok(Value.Check(kind.schema, settings))
  const outcome = await sendThrough({ kind, settings }, message, sendOptions(t))
  const [request] = received
  const isJson = request?.headers['content-type']?.startsWith('application/json')
  return { outcome, request: request!, body: (isJson ? JSON.parse(request!.body) : {}) as Body, count: received.length }
}

for (const [name, vendor] of Object.entries(vendors)) {
  describe(name, () => {
    test('takes an alert as its documentation asks for it', async t => {
      const { outcome, request, body } = await sent(t, name, opened)
      assert.deepEqual(outcome, { outcome: 'delivered' })
      vendor.opened(request, body)
      assert.match(decodeURIComponent(request.body.replaceAll('+', ' ')), /connection(\\\\)? refused/)
    })

    test('is asked again when there were too many, after the pause that it names, and only by the queue', async t => {
      const { outcome, count } = await sent(t, name, opened, vendor.limited.answer)
      assert.ok(outcome.outcome === 'retry')
      const { wait_s } = vendor.limited
      if (Number.isNaN(wait_s)) assert.ok(outcome.retry_after_s! > 1_000_000)
      else assert.equal(outcome.retry_after_s, wait_s)
      assert.equal(count, 1)
    })

    test('is not asked again for what it refuses, and its word is kept', async t => {
      const { outcome } = await sent(t, name, opened, vendor.refusal)
      assert.equal(outcome.outcome, 'refused')
    })

    test('is told no more than it takes, however long what a target answered', async t => {
      for (const message of [long, many]) {
        const { outcome, request, body } = await sent(t, name, message)
        assert.equal(outcome.outcome, 'delivered')
        assert.equal(vendor.tooLarge(request, body), false)
      }
    })

    test('shows what a target answered as plain text: it mentions nobody and links nowhere', async t => {
      const { request } = await sent(t, name, hostile)
      assert.doesNotMatch(request.body, vendor.mention)
    })
  })
}

describe('pagers follow the incident', () => {
  test('PagerDuty resolves the alert that it opened', async t => {
    const { body } = await sent(t, 'pagerduty', resolved)
    assert.deepEqual(body, { routing_key: 'R1', event_action: 'resolve', dedup_key: 'i1' })
    const taken = await sent(t, 'pagerduty', told('acknowledged'))
    assert.equal(taken.body.event_action, 'acknowledge')
  })

  test('Opsgenie closes the alert that it opened', async t => {
    const { request } = await sent(t, 'opsgenie', resolved)
    assert.equal(request.path, '/v2/alerts/i1/close?identifierType=alias')
    const taken = await sent(t, 'opsgenie', told('acknowledged'))
    assert.equal(taken.request.path, '/v2/alerts/i1/acknowledge?identifierType=alias')
  })
})

test('a group of Telegram that moved says its new number', async t => {
  const { outcome } = await sent(t, 'telegram', opened, vendors.telegram!.refusal)
  assert.deepEqual(outcome, { outcome: 'refused', error: 'the group is now a supergroup; set chat_id to -1001' })
})
