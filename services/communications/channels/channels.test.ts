import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'
import { Value } from 'typebox/value'
import { startLocalServer } from '../../../kit/testing/local-server.ts'
import { buildMessage } from '../notifications/incident-message.ts'
import { sampleIncident, sampleNotice } from '../testing/samples.ts'
import { sendOptions, sendThrough } from '../testing/sending.ts'
import { channelKinds } from './configured/channel-kinds.ts'
import type { ChannelKind } from './transport/channel-kind.ts'
import type { Smtp } from './transport/smtp.ts'

const secret = 'super-secret-value'
type Aim = { readonly settings: Record<string, unknown>; readonly smtp?: Smtp }

/** How each kind is pointed at a peer. A kind that speaks to no peer stands in `alone`. */
const aims: Readonly<Record<string, (port: number) => Aim>> = {
  slack: port => ({ settings: { channel: '#alerts', token: secret, api_url: `http://127.0.0.1:${port}/api/` } }),
  webhook: port => ({
    settings: { url: `http://127.0.0.1:${port}/hook`, secret, headers: { authorization: `Bearer ${secret}` } },
  }),
  discord: port => ({ settings: { url: `http://127.0.0.1:${port}/api/webhooks/1/${secret}` } }),
  'microsoft-teams': port => ({ settings: { url: `http://127.0.0.1:${port}/workflows/1?sig=${secret}` } }),
  mattermost: port => ({ settings: { url: `http://127.0.0.1:${port}/hooks/${secret}` } }),
  'google-chat': port => ({ settings: { url: `http://127.0.0.1:${port}/v1/spaces/a/messages?key=${secret}` } }),
  telegram: port => ({ settings: { token: secret, chat_id: '-100', api_url: `http://127.0.0.1:${port}` } }),
  ntfy: port => ({ settings: { topic: 'alerts', token: secret, url: `http://127.0.0.1:${port}` } }),
  gotify: port => ({ settings: { token: secret, url: `http://127.0.0.1:${port}` } }),
  pushover: port => ({ settings: { token: secret, user: 'u1', api_url: `http://127.0.0.1:${port}` } }),
  pagerduty: port => ({ settings: { routing_key: secret, api_url: `http://127.0.0.1:${port}` } }),
  opsgenie: port => ({ settings: { api_key: secret, api_url: `http://127.0.0.1:${port}` } }),
  'twilio-sms': port => ({
    settings: {
      ...{ account_sid: 'AC1', auth_token: secret, from: '+33100000000', to: '+33612345678' },
      api_url: `http://127.0.0.1:${port}`,
    },
  }),
  matrix: port => ({ settings: { url: `http://127.0.0.1:${port}`, room_id: '!a:example.org', token: secret } }),
  email: port => ({
    settings: { to: ['ops@example.com'] },
    smtp: { host: '127.0.0.1', port, from: 'status@example.com', username: 'vigie', password: secret, secure: false },
  }),
}
const alone = ['console']

const message = buildMessage([sampleNotice('opened', sampleIncident({ impact: 'critical' }))], {
  language: 'en',
  time_zone: 'UTC',
})

test('every kind is in this contract, or speaks to no peer', () => {
  assert.deepEqual(channelKinds.map(({ kind }) => kind).sort(), [...Object.keys(aims), ...alone].sort())
})

test('every kind has a closed schema and can be described', () => {
  for (const { kind, schema, summary } of channelKinds) {
    assert.equal((schema as { additionalProperties?: unknown }).additionalProperties, false, kind)
    assert.ok(summary.length > 10, kind)
  }
})

test('the libraries of channels are loaded with the first message, not before: memory', () => {
  const script = `
    import { registerHooks } from 'node:module'
    const seen = []
    registerHooks({ resolve: (name, context, next) => (seen.push(name), next(name, context)) })
    await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    console.log(JSON.stringify(seen))`
  const seen = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }))
  assert.ok(seen.includes('./slack.ts'))
  for (const library of ['@slack/web-api', 'nodemailer', 'standardwebhooks'])
    assert.ok(!seen.includes(library), library)
})

for (const kind of channelKinds.filter(({ kind }) => kind in aims)) describe(kind.kind, () => contract(kind))

function contract(kind: ChannelKind): void {
  const aimed = (port: number) => {
    const { settings, smtp } = aims[kind.kind]!(port)
    return { use: { kind, settings: Value.Default(kind.schema, settings) as Record<string, unknown> }, smtp }
  }

  test('a peer that accepts and says nothing is tried again later, and costs no more than the time limit', async t => {
    const peer = await startLocalServer(() => ({}))
    t.after(peer.stop)
    await peer.behave('hang')
    const { use, smtp } = aimed(peer.port)
    const outcome = await sendThrough(use, message, sendOptions(t, { timeout_ms: 150, smtp }))
    assert.deepEqual(outcome, { outcome: 'retry', error: 'no answer within 150 ms' })
  })

  test('a refused connection is tried again later', async t => {
    const peer = await startLocalServer(() => ({}))
    await peer.stop()
    const { use, smtp } = aimed(peer.port)
    const outcome = await sendThrough(use, message, sendOptions(t, { smtp }))
    assert.equal(outcome.outcome, 'retry')
    assert.match('error' in outcome ? outcome.error : '', /ECONNREFUSED/)
  })

  test('an answer that makes no sense is not thrown, and its echo of a secret goes nowhere', async t => {
    const peer = await startLocalServer(({ headers }) => ({
      status: 500,
      body: `no: ${headers.authorization} ${secret}`,
    }))
    t.after(peer.stop)
    const { use, smtp } = aimed(peer.port)
    const outcome = await sendThrough(use, message, sendOptions(t, { timeout_ms: 400, smtp }))
    assert.equal(outcome.outcome, 'retry')
    assert.doesNotMatch(JSON.stringify(outcome), new RegExp(secret))
  })

  test('an address that the network policy forbids is refused, in its words', async t => {
    const { use, smtp } = aimed(80)
    const inner = JSON.parse(JSON.stringify({ ...use.settings, smtp }).replaceAll('127.0.0.1', '169.254.169.254'))
    const { smtp: metadata, ...settings } = inner
    const outcome = await sendThrough({ kind, settings }, message, sendOptions(t, { smtp: metadata }))
    assert.equal(outcome.outcome, 'refused')
    assert.match('error' in outcome ? outcome.error : '', /never contacted/)
  })

  test('a program that stops does not wait for a peer that hangs', async t => {
    const peer = await startLocalServer(() => ({}))
    t.after(peer.stop)
    await peer.behave('hang')
    const stop = new AbortController()
    const { use, smtp } = aimed(peer.port)
    const sent = sendThrough(use, message, sendOptions(t, { smtp, stopped: stop.signal }))
    setTimeout(() => stop.abort(), 50)
    assert.equal((await sent).outcome, 'retry')
  })
}
