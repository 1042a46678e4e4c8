import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebClient } from '@slack/web-api'
import { createTransport } from 'nodemailer'
import { startSlack } from './slack.ts'
import { startSmtp } from './smtp.ts'
import { startTarget } from './target.ts'
import { startWebhookSink } from './webhook.ts'

const get = (url: string, timeoutMs = 5_000) => fetch(url, { signal: AbortSignal.timeout(timeoutMs) })

test('a target answers, fails, hangs, refuses and comes back on the same port', async t => {
  const target = await startTarget()
  t.after(() => target.stop())
  assert.equal((await get(`${target.url}/ok?i=1`)).status, 200)
  await target.behave({ status: 503, body: 'no' })
  const failing = await get(`${target.url}/ok`)
  assert.deepEqual([failing.status, await failing.text()], [503, 'no'])
  await target.behave('hang')
  await assert.rejects(get(`${target.url}/ok`, 100), { name: 'TimeoutError' })
  await target.behave('refuse')
  await assert.rejects(get(`${target.url}/ok`), (failure: Error) => /ECONNREFUSED/.test(String(failure.cause)))
  await target.behave({ after_ms: 30 })
  assert.equal((await get(`${target.url}/other`)).status, 200)
  assert.deepEqual([target.hits('/ok'), target.hits()], [3, 4])
})

test('one path of a target can have an answer of its own', async t => {
  const target = await startTarget()
  t.after(() => target.stop())
  target.answer('/sick', { status: 500 })
  assert.deepEqual(
    await Promise.all(['/sick', '/well'].map(async path => (await get(target.url + path)).status)),
    [500, 200],
  )
  target.answer('/sick', undefined)
  assert.equal((await get(`${target.url}/sick`)).status, 200)
})

test('a webhook sink tells what it accepted from what it turned away', async t => {
  const sink = await startWebhookSink()
  t.after(() => sink.stop())
  const post = (body: string) => fetch(sink.url, { method: 'POST', body })
  await sink.behave({ status: 500 })
  assert.equal((await post('first')).status, 500)
  await sink.behave('ok')
  assert.equal((await post('second')).status, 204)
  assert.deepEqual(
    [sink.attempts, sink.accepted].map(list => list.map(received => received.body)),
    [['first', 'second'], ['second']],
  )
})

test('the Slack stand-in speaks to the official client', async t => {
  const slack = await startSlack()
  t.after(() => slack.stop())
  const client = new WebClient(slack.token, { slackApiUrl: slack.api_url, retryConfig: { retries: 0 } })
  assert.equal((await client.auth.test()).team, 'Test')
  const metadata = { event_type: 'incident', event_payload: { delivery_id: 'd1' } }
  const blocks = [{ type: 'divider' as const }]
  await client.chat.postMessage({ channel: '#ops', text: 'Œuvre arrêtée', blocks, metadata })
  const [message] = slack.messages
  assert.ok(message)
  assert.deepEqual({ ...message, at: 0 }, { channel: '#ops', text: 'Œuvre arrêtée', blocks, metadata, at: 0 })
  await slack.behave('revoked')
  await assert.rejects(client.auth.test(), /invalid_auth/)
  await slack.behave('failing')
  await assert.rejects(client.auth.test(), /500/)
  await slack.behave({ limited_s: 7 })
  const limited = await get(`${slack.api_url}auth.test`)
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '7'])
  assert.equal(slack.messages.length, 1)
  const stranger = new WebClient('xoxb-other', { slackApiUrl: slack.api_url, retryConfig: { retries: 0 } })
  await slack.behave('ok')
  await assert.rejects(stranger.auth.test(), /invalid_auth/)
})

test('the mail sink receives, and turns recipients away for now or for good', async t => {
  const smtp = await startSmtp()
  t.after(() => smtp.stop())
  const transport = createTransport({ host: smtp.host, port: smtp.port, ignoreTLS: true })
  const mail = { from: 'status@example.com', to: 'ops@example.com', subject: 'Panne', text: 'Hors service' }
  await transport.sendMail({ ...mail, messageId: '<d1@vigie>' })
  const [received] = smtp.mails
  assert.deepEqual(
    [received?.from, received?.to, received?.headers.subject, received?.headers['message-id']],
    ['status@example.com', ['ops@example.com'], 'Panne', '<d1@vigie>'],
  )
  assert.match(received?.source ?? '', /Hors service/)
  smtp.behave('busy')
  await assert.rejects(transport.sendMail(mail), { responseCode: 451 })
  smtp.behave('unknown-user')
  await assert.rejects(transport.sendMail(mail), { responseCode: 550 })
  transport.close()
})
