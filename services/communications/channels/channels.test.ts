import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, test } from 'node:test'
import type { TSchema } from 'typebox'
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

/** By the name of the field, whatever the kind: what a pattern would not let pass for any text. */
const samples: Readonly<Record<string, unknown>> = {
  channel: '#alerts',
  headers: { authorization: `Bearer ${secret}` },
  room_id: '!a:example.org',
  account_sid: 'AC1',
  to: '+33612345678',
}

/** Points a kind at a peer, as its schema says what is an address, what a secret, and what must be there. */
function aimAt(port: number, { kind, schema }: ChannelKind): Aim {
  if (kind === 'email') {
    const smtp = {
      host: '127.0.0.1',
      port,
      from: 'status@example.com',
      username: 'vigie',
      password: secret,
      secure: false,
    }
    return { settings: { to: ['ops@example.com'] }, smtp }
  }
  const fields: readonly [string, TSchema & { secret?: boolean; pattern?: string; default?: unknown }][] =
    Object.entries(schema.properties)
  const settings = fields.flatMap(([name, field]): [string, unknown][] => {
    const url = `http://127.0.0.1:${port}/`
    if (field.pattern?.startsWith('^https?://')) return [[name, field.secret ? `${url}${secret}` : url]]
    if (name in samples) return [[name, samples[name]]]
    if (field.secret) return [[name, secret]]
    return field.default === undefined && schema.required?.includes(name) ? [[name, 'alerts']] : []
  })
  return { settings: Object.fromEntries(settings) }
}

/** Whether its messages leave the program. */
const reachesPeer = (kind: ChannelKind): boolean => kind.kind !== 'console'

const message = buildMessage([sampleNotice('opened', sampleIncident({ impact: 'critical' }))], {
  language: 'en',
  time_zone: 'UTC',
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

for (const kind of channelKinds.filter(reachesPeer)) describe(kind.kind, () => contract(kind))

function contract(kind: ChannelKind): void {
  const aimed = (port: number) => {
    const { settings, smtp } = aimAt(port, kind)
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
