import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import { type SmtpBehaviour, startSmtp } from '../../../kit/testing/smtp.ts'
import { buildMessage } from '../notifications/incident-message.ts'
import type { Message } from '../notifications/message.ts'
import { resolvedIncident, sampleIncident, sampleNotice } from '../testing/samples.ts'
import { sendOptions, sendThrough } from '../testing/sending.ts'
import { email } from './email.ts'

const wording = { language: 'fr', time_zone: 'Europe/Paris', public_url: 'https://status.example.com/' } as const
const opened = buildMessage([sampleNotice('opened', sampleIncident())], wording)
const server = { from: 'status@example.com', secure: false, host: '127.0.0.1' }

async function sent(t: TestContext, message: Message = opened, behaviour: SmtpBehaviour = 'ok') {
  const sink = await startSmtp()
  t.after(sink.stop)
  sink.behave(behaviour)
  const use = { kind: email, settings: { to: ['ops@example.com', 'boss@example.com'] } }
  const options = sendOptions(t, { smtp: { ...server, port: sink.port }, language: 'fr' })
  return { outcome: await sendThrough(use, message, options), mail: sink.mails[0] }
}

describe('the e-mail', () => {
  test('goes to every address, from the configured one', async t => {
    const { outcome, mail } = await sent(t)
    assert.deepEqual(outcome, { outcome: 'delivered' })
    assert.equal(mail!.from, 'status@example.com')
    assert.deepEqual(mail!.to, ['ops@example.com', 'boss@example.com'])
  })

  test('has a Message-ID made of the key of the delivery', async t => {
    assert.equal((await sent(t)).mail!.headers['message-id'], '<delivery-1@example.com>')
  })

  test('stands with the other e-mails about the same incident', async t => {
    const later = buildMessage([sampleNotice('resolved', resolvedIncident())], wording)
    assert.equal((await sent(t)).mail!.headers.references, (await sent(t, later)).mail!.headers.references)
  })

  test('asks machines not to answer', async t => {
    assert.equal((await sent(t)).mail!.headers['auto-submitted'], 'auto-generated')
  })

  test('says the same in text and in HTML, where nothing of a target becomes markup', async t => {
    const hostile = sampleIncident({ title: 'API\r\nBcc: x@y.z', error: '<script>alert(1)</script>' })
    const { mail } = await sent(t, buildMessage([sampleNotice('opened', hostile)], wording))
    assert.match(mail!.source, /Content-Type: text\/plain/)
    assert.match(mail!.source, /Content-Type: text\/html/)
    assert.match(mail!.headers.subject!, /API_Bcc/)
    assert.match(mail!.source, /&lt;script&gt;/)
    assert.equal(mail!.headers.bcc, undefined)
    assert.deepEqual(mail!.to, ['ops@example.com', 'boss@example.com'])
    assert.match(mail!.source.replaceAll('=\r\n', ''), /https:\/\/status\.example\.com\/incidents\/INC-20260105-080000/)
  })
})

describe('what becomes of it', () => {
  test('a server that asks to come back later is asked again', async t => {
    const { outcome } = await sent(t, opened, 'busy')
    assert.equal(outcome.outcome, 'retry')
    assert.match('error' in outcome ? outcome.error : '', /451/)
  })

  test('a server that knows none of the addresses is not asked again', async t => {
    const { outcome } = await sent(t, opened, 'unknown-user')
    assert.equal(outcome.outcome, 'refused')
    assert.match('error' in outcome ? outcome.error : '', /no such user here/)
  })

  test('a connection that ends in the middle is tried again', async t => {
    const rude = createServer(socket => socket.end('220 hello\r\n'))
    await new Promise<void>(resolve => rude.listen(0, '127.0.0.1', resolve))
    t.after(() => rude.close())
    const { port } = rude.address() as { port: number }
    const use = { kind: email, settings: { to: ['ops@example.com'] } }
    const outcome = await sendThrough(use, opened, sendOptions(t, { smtp: { ...server, port } }))
    assert.equal(outcome.outcome, 'retry')
  })

  test('a password is not sent over a line that anybody can read', async t => {
    const seen: string[] = []
    const plain = createServer(socket => {
      socket.write('220 hello\r\n')
      socket.on('data', chunk => {
        seen.push(String(chunk))
        socket.write(/^EHLO/i.test(String(chunk)) ? '250-hello\r\n250 AUTH PLAIN LOGIN\r\n' : '502 no\r\n')
      })
      socket.on('error', () => {})
    })
    await new Promise<void>(resolve => plain.listen(0, '0.0.0.0', resolve))
    t.after(() => plain.close())
    const { port } = plain.address() as { port: number }
    const smtp = { ...server, host: '0.0.0.0', port, username: 'vigie', password: 'hidden-password' }
    const use = { kind: email, settings: { to: ['ops@example.com'] } }
    const outcome = await sendThrough(use, opened, sendOptions(t, { smtp, timeout_ms: 3_000 }))
    assert.notEqual(outcome.outcome, 'delivered')
    assert.doesNotMatch(seen.join(''), /AUTH/)
  })
})
