import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Announce } from '../../../contracts/communications/announcements.ts'
import { ListSubscribers, RemoveSubscriber, ReportBounce } from '../../../contracts/communications/subscriptions.ts'
import {
  ComponentChanged,
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { freePort } from '../../../kit/testing/children.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type TestHost, type TestHostOptions, testHost } from '../../../kit/testing/host.ts'
import { type ReceivedMail, type SmtpSink, startSmtp } from '../../../kit/testing/smtp.ts'
import { LinkStore } from '../links/link-store.ts'
import { linkSigner } from '../links/link-token.ts'
import { communications } from '../service.ts'
import { resolvedIncident, sampleIncident } from '../testing/samples.ts'
import { SubscriberStore } from './subscriber-store.ts'

const public_url = 'https://status.example.com'
const opens = (incident: Incident): Fact => fact(IncidentOpened, incident.id, incident)
const resolves = (incident: Incident): Fact => fact(IncidentResolved, incident.id, incident)
const changes = (incident: Incident): Fact => fact(IncidentUpdated, incident.id, incident)
const component = (slug: string, name: string): Fact =>
  fact(ComponentChanged, slug, {
    ...{
      id: `id-${slug}`,
      slug,
      name,
      group: null,
      critical: false,
      status: 'operational',
      since: '2026-01-05T08:00:00.000Z',
    },
    ...{ origin: 'api', depends_on: [], position: 0, place: null, suspected: null, revision: 1, archived: false },
  })

type Started = { readonly host: TestHost; readonly smtp: SmtpSink }

const optionsWith = (smtp: SmtpSink, more: Partial<TestHostOptions> = {}): TestHostOptions => ({
  services: [communications],
  ...more,
  config: {
    smtp: { host: smtp.host, port: smtp.port, from: 'status@example.com', secure: false },
    ...{ public_url, notifications: [] },
    ...more.config,
  },
})

async function start(t: TestContext, more: Partial<TestHostOptions> = {}): Promise<Started> {
  const smtp = await startSmtp()
  t.after(smtp.stop)
  return { smtp, host: await testHost(t, optionsWith(smtp, more)) }
}

/** The text of a letter, its lines as they were written. */
function textOf({ source }: ReceivedMail): string {
  // Not at every hyphen: a token may have two of them where its line is broken.
  const boundary = /boundary="?([^"\s;]+)/i.exec(source)?.[1] ?? ''
  const plain = source.split(`\r\n--${boundary}`).find(part => /content-type: text\/plain/i.test(part)) ?? source
  const body = plain.slice(plain.indexOf('\r\n\r\n'))
  if (/content-transfer-encoding: base64/i.test(plain)) return Buffer.from(body, 'base64').toString()
  const bytes = body
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

const pathIn = (mail: ReceivedMail, what: 'confirm' | 'unsubscribe'): string =>
  new RegExp(`${public_url}(/api/v1/subscriptions/\\S+/${what})`).exec(textOf(mail))![1]!
const subscribe = (host: TestHost, email: string, more: Record<string, unknown> = {}) =>
  host.inject('POST', '/api/v1/subscriptions/email', { email, language: 'en', ...more })

async function subscribed(
  { host, smtp }: Started,
  email: string,
  more: Record<string, unknown> = {},
): Promise<ReceivedMail> {
  const before = smtp.mails.length
  assert.equal((await subscribe(host, email, more)).status, 201)
  await host.until('a letter asks', () => smtp.mails.length > before)
  const mail = smtp.mails.at(-1)!
  assert.equal((await host.inject('POST', pathIn(mail, 'confirm'))).status, 200)
  return mail
}

const statuses = async (host: TestHost) => (await host.call(ListSubscribers)).items.map(({ status }) => status)

onBothEngines('a subscription by e-mail', engine => {
  test('is asked for, confirmed, told of trouble, and ended with one click', async t => {
    const smtp = await startSmtp()
    t.after(smtp.stop)
    const host = await engine.host(t, optionsWith(smtp))
    if (!host) return
    const asked = await subscribe(host, 'Ann@example.com')
    assert.equal(asked.status, 201)
    await host.until('a letter asks', () => smtp.mails.length === 1)
    const [letter] = smtp.mails
    assert.deepEqual(letter!.to, ['Ann@example.com'])
    await host.tell('communications', opens(sampleIncident({ id: 'before' })))
    assert.deepEqual(await statuses(host), ['pending'])

    assert.equal((await host.inject('POST', pathIn(letter!, 'confirm'))).status, 200)
    assert.deepEqual(await statuses(host), ['active'])
    const incidents = [opens(sampleIncident()), resolves(resolvedIncident())]
    await host.tell('communications', ...incidents)
    await host.tell('communications', ...incidents)
    await host.until('two letters more', () => smtp.mails.length === 3)
    const [, first, second] = smtp.mails
    assert.match(textOf(first!), /Incident: API Production: connection refused/)
    assert.match(textOf(second!), /Resolved: API Production/)

    const { headers } = first!
    assert.equal(headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click')
    const url = /^<(https:\/\/status\.example\.com(\/\S+))>$/.exec(headers['list-unsubscribe']!)!
    const click = await host.host.app.inject({
      method: 'POST',
      url: url[2]!,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    })
    assert.equal(click.statusCode, 200)
    assert.deepEqual(await statuses(host), ['ended'])
    await host.tell('communications', opens(sampleIncident({ id: 'after' })))
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(smtp.mails.length, 3)
  })
})

describe('who asks', () => {
  test('hears the same whether the address is known or not, and fills no mailbox', async t => {
    const started = await start(t)
    const { host, smtp } = started
    await subscribed(started, 'ann@example.com')
    const known = await subscribe(host, 'ANN@example.com')
    const unknown = await subscribe(host, 'bob@example.com')
    assert.deepEqual(known, unknown)
    await host.until('only Bob is asked', () => smtp.mails.length === 2)
    await subscribe(host, 'bob@example.com')
    await subscribe(host, 'bob@example.com')
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(smtp.mails.length, 2)
    assert.equal((await statuses(host)).length, 2)
  })

  test('cannot change a subscription of somebody else: the choice waits for the letter', async t => {
    const started = await start(t, { bus: 'kind' })
    const { host, smtp } = started
    await host.tell('communications', component('api', 'API'), component('web', 'Web'))
    await subscribed(started, 'ann@example.com', { components: ['api'] })
    assert.equal((await subscribe(host, 'ann@example.com', { components: ['web'] })).status, 201)
    await host.until('a letter asks again', () => smtp.mails.length === 2)
    assert.deepEqual((await host.call(ListSubscribers)).items[0]!.components, ['api'])
    await host.inject('POST', pathIn(smtp.mails[1]!, 'confirm'))
    assert.deepEqual((await host.call(ListSubscribers)).items[0]!.components, ['web'])
  })

  test('is told which field is wrong', async t => {
    const { host } = await start(t, { bus: 'kind' })
    await host.tell('communications', component('api', 'API'))
    for (const [body, field] of [
      [{}, 'body.email'],
      [{ email: 'nobody' }, 'body.email'],
      [{ email: 'a@b.c\r\nBcc: x@y.z' }, 'body.email'],
      [{ email: 'a@example.com', components: [] }, 'body.components'],
      [{ email: 'a@example.com', components: ['apy'] }, 'body.components'],
      [{ email: 'a@example.com', more: 1 }, 'body.more'],
    ] as const) {
      const answer = await host.inject('POST', '/api/v1/subscriptions/email', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.equal(JSON.parse(answer.body).fields[0].field, field)
    }
    const wrong = await host.inject('POST', '/api/v1/subscriptions/email', {
      email: 'a@example.com',
      components: ['apy'],
    })
    assert.match(JSON.parse(wrong.body).detail, /did you mean "api"\?/)
  })

  test('is slowed down', async t => {
    const { host } = await start(t)
    const answers = []
    for (let at = 0; at < 25; at++) answers.push((await subscribe(host, `a${at}@example.com`)).status)
    assert.deepEqual([...new Set(answers)], [201, 429])
  })

  test('learns that there is no mail server, or no address to lead back to', async t => {
    const without = await testHost(t, { services: [communications], config: { notifications: [] } })
    assert.equal((await subscribe(without, 'a@example.com')).status, 503)
    const { host } = await start(t, { config: { public_url: undefined } })
    for (const named of ['evil.example.com', '127.0.0.1:3000', 'localhost']) {
      const answer = await host.host.app.inject({
        ...{ method: 'POST', url: '/api/v1/subscriptions/email', payload: { email: 'a@example.com' } },
        headers: { host: named, 'x-forwarded-host': named },
      })
      assert.equal(answer.json().code, 'communications.no-public-url', named)
    }
  })

  test('is led to where the program listens when nobody said more, whatever host the request names', async t => {
    const port = await freePort()
    const { host, smtp } = await start(t, { config: { public_url: undefined }, listen: { host: '127.0.0.1', port } })
    const answer = await host.host.app.inject({
      ...{ method: 'POST', url: '/api/v1/subscriptions/email', payload: { email: 'a@example.com' } },
      headers: { host: `evil.example.com:${port}`, 'x-forwarded-host': 'evil.example.com' },
    })
    assert.equal(answer.statusCode, 201)
    await host.until('the letter', () => smtp.mails.length === 1)
    const text = textOf(smtp.mails[0] ?? assert.fail())
    assert.match(text, new RegExp(`http://127.0.0.1:${port}/api/v1/subscriptions/`))
    assert.doesNotMatch(text, /evil/)
  })
})

describe('the letter', () => {
  test('says it in text and HTML, in both languages, and is made for the dark too', async t => {
    const started = await start(t)
    const letter = await subscribed(started, 'ann@example.com', { language: 'fr' })
    const text = textOf(letter)
    assert.ok(text.indexOf('Confirmez votre abonnement') < text.indexOf('Confirm your subscription'))
    assert.match(letter.source, /Content-Type: text\/html/)
    const html = letter.source.replaceAll('=\r\n', '').replaceAll('=3D', '=')
    assert.match(html, /<meta name="color-scheme" content="light dark">/)
    assert.match(html, /prefers-color-scheme:\s?dark/)
    assert.match(html, /lang="fr"/)
  })

  test('tells only what everybody may know', async t => {
    const started = await start(t, { bus: 'kind' })
    const { host, smtp } = started
    await subscribed(started, 'ann@example.com')
    const entry = { kind: 'note', status: null, by: 'Bob', at: '2026-01-05T08:00:30.000Z' }
    const incident = sampleIncident({
      title: 'API Production is down <b>',
      error: 'secret-host refused',
      revision: 2,
      timeline: [
        { ...entry, public: false, message: 'internal words' },
        { ...entry, public: true, message: 'We are restarting it.' },
      ],
    })
    await host.tell(
      'communications',
      opens(sampleIncident({ title: incident.title })),
      changes(incident),
      changes(incident),
    )
    await host.until('two letters', () => smtp.mails.length === 3)
    assert.match(textOf(smtp.mails[2]!), /Update: API Production is down[\s\S]*We are restarting it\./)
    for (const { source } of smtp.mails) {
      assert.doesNotMatch(source, /secret-host|internal words|Bob/)
      assert.doesNotMatch(source.slice(source.indexOf('<!doctype')), /<b>/)
    }
  })

  test('is about the components that one asked for', async t => {
    const started = await start(t, { bus: 'kind' })
    const { host, smtp } = started
    await host.tell('communications', component('api-production', 'API Production'), component('web', 'Web'))
    await subscribed(started, 'api@example.com', { components: ['API Production'] })
    await subscribed(started, 'web@example.com', { components: ['web'] })
    await host.tell('communications', opens(sampleIncident()))
    await host.call(Announce, {
      body: { title: 'Web moves', message: 'Tonight.', state: 'scheduled', component: 'web' },
    })
    await host.until('each has one more', () => smtp.mails.length === 4)
    const told = smtp.mails.slice(2).map(({ to, headers }) => [to[0], /Web/.test(headers.subject!)])
    assert.deepEqual(told.sort(), [
      ['api@example.com', false],
      ['web@example.com', true],
    ])
  })
})

describe('the pages behind the links', () => {
  test('change nothing until the button is pressed', async t => {
    const { host, smtp } = await start(t)
    await subscribe(host, 'ann@example.com')
    await host.until('a letter asks', () => smtp.mails.length === 1)
    const path = pathIn(smtp.mails[0]!, 'confirm')
    const page = await host.inject('GET', path)
    assert.equal(page.status, 200)
    assert.match(page.body, /<form method="post"><button>Confirm<\/button>/)
    assert.deepEqual(await statuses(host), ['pending'])
    const pressed = await host.host.app.inject({
      ...{ method: 'POST', url: path, payload: '' },
      headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    })
    assert.match(pressed.body, /<h1>Confirmed<\/h1>/)
    assert.match(String(pressed.headers['content-security-policy']), /default-src 'none'/)
    assert.deepEqual(await statuses(host), ['active'])
    await host.tell('communications', opens(sampleIncident()))
    await host.until('news', () => smtp.mails.length === 2)
    await host.inject('GET', pathIn(smtp.mails[1]!, 'unsubscribe'))
    assert.deepEqual(await statuses(host), ['active'])
  })

  test('know their links: one that was changed leads nowhere', async t => {
    const { host, smtp } = await start(t)
    await subscribe(host, 'ann@example.com')
    await host.until('a letter asks', () => smtp.mails.length === 1)
    const path = pathIn(smtp.mails[0]!, 'confirm')
    const forged = path.replace(/.(\/confirm)$/, (_all, end) => `${path.at(-9) === 'A' ? 'g' : 'A'}${end}`)
    for (const one of [
      forged,
      path.replace(/\/[^/]+\/confirm$/, '/x/confirm'),
      path.replace(/.\/confirm$/, '/confirm'),
    ]) {
      assert.equal((await host.inject('GET', one)).status, 404)
      const answer = await host.inject('POST', one)
      assert.equal(JSON.parse(answer.body).code, 'communications.subscription-not-found')
    }
    assert.deepEqual(await statuses(host), ['pending'])
  })
})

onBothEngines('a link', engine => {
  test('confirms what it was sent for, and nothing after the end of it; the one that ends confirms nothing', async t => {
    const clock = testClock()
    const smtp = await startSmtp()
    t.after(smtp.stop)
    const host = await engine.host(t, { ...optionsWith(smtp), clock, bus: 'kind' })
    if (!host) return
    const post = async (path: string) => (await host.inject('POST', path)).status
    const asked = async (more: Record<string, unknown> = {}) => {
      const before = smtp.mails.length
      assert.equal((await subscribe(host, 'ann@example.com', more)).status, 201)
      await host.until('a letter asks', () => smtp.mails.length > before)
      return pathIn(smtp.mails.at(-1)!, 'confirm')
    }
    await host.tell('communications', component('api', 'API'))
    const first = await asked()
    assert.deepEqual([await post(first), await post(first)], [200, 200])
    await host.tell('communications', opens(sampleIncident()))
    await host.until('news', () => smtp.mails.length === 2)
    const away = pathIn(smtp.mails[1]!, 'unsubscribe')
    const other = (path: string) => path.replace(/\w+$/, what => (what === 'confirm' ? 'unsubscribe' : 'confirm'))
    assert.deepEqual([await post(other(first)), await post(other(away))], [404, 404])
    assert.deepEqual(await statuses(host), ['active'])

    assert.deepEqual([await post(away), await post(away)], [200, 200])
    assert.equal((await host.inject('GET', first)).status, 404)
    assert.equal(await post(first), 404)
    assert.deepEqual(await statuses(host), ['ended'])
    await clock.advance(600_000)
    const again = await asked()
    assert.equal(await post(first), 404, 'nor when somebody asks anew')
    assert.deepEqual(await statuses(host), ['pending'])
    assert.equal(await post(again), 200)
    await clock.advance(600_000)
    const change = await asked({ components: ['api'] })
    assert.equal(await post(again), 404, 'an earlier letter does not confirm what somebody else may have asked for')
    clock.step(8 * 24 * 3_600_000)
    assert.equal(await post(change), 404)
    assert.deepEqual((await host.call(ListSubscribers)).items[0]?.components, null)
  })

  test('of a letter that an earlier version sent ends the subscription, and confirms one that never began', async t => {
    const smtp = await startSmtp()
    t.after(smtp.stop)
    const host = await engine.host(t, optionsWith(smtp))
    if (!host) return
    await subscribe(host, 'ann@example.com')
    await host.until('a letter asks', () => smtp.mails.length === 1)
    const store = host.host.store('communications')
    const subscribers = new SubscriberStore(store)
    const [ann] = await subscribers.list({ limit: 1 })
    assert.ok(ann)
    await store.transaction(() => subscribers.put({ ...ann, confirm_sha256: null }))
    const links = linkSigner(await new LinkStore(store).key(() => ''))
    const path = `/api/v1/subscriptions/${links.sign('subscription', ann.id)}`
    assert.equal((await host.inject('POST', `${path}/confirm`)).status, 200)
    assert.deepEqual(await statuses(host), ['active'])
    assert.equal((await host.inject('POST', `${path}/unsubscribe`)).status, 200)
    assert.equal((await host.inject('POST', `${path}/confirm`)).status, 404)
    assert.deepEqual(await statuses(host), ['ended'])
  })
})

onBothEngines('an address', engine => {
  test('is subscribed once, found, and stopped by a bounce, however it is written', async t => {
    const smtp = await startSmtp()
    t.after(smtp.stop)
    const host = await engine.host(t, { ...optionsWith(smtp), bus: 'kind' })
    if (!host) return
    await subscribed({ host, smtp }, 'ann@münchen.test')
    for (const email of ['ann@xn--mnchen-3ya.test', 'Ann@MÜNCHEN.test']) {
      assert.equal((await subscribe(host, email)).status, 201)
    }
    assert.deepEqual(await statuses(host), ['active'])
    for (const q of ['münchen', 'MÜNCHEN.test', 'ann@xn--mnchen', 'ann@münchen.test', 'Ann@']) {
      assert.equal((await host.call(ListSubscribers, { query: { q } })).items.length, 1, q)
    }
    const bounced = await host.call(ReportBounce, { body: { email: 'ann@xn--mnchen-3ya.test' } })
    assert.deepEqual(bounced, { stopped: true })
  })

  test('that an earlier version took for two stays subscribed, and is told to the operator', async t => {
    const smtp = await startSmtp()
    t.after(smtp.stop)
    const host = await engine.host(t, { ...optionsWith(smtp), bus: 'kind' })
    if (!host) return
    const emails = ['ann@münchen.test', 'bob@x.test', 'kim@zürich.test']
    for (const email of emails) await subscribed({ host, smtp }, email)
    const store = host.host.store('communications')
    const subscribers = new SubscriberStore(store)
    const written = ['ann@münchen.test', 'ann@xn--mnchen-3ya.test', 'kim@zürich.test']
    const all = (await subscribers.list({ limit: 9 })).toReversed()
    await store.transaction(async () => {
      for (const [at, email] of written.entries()) await subscribers.put({ ...all[at]!, email, address: email })
    })
    const told = await store.transaction(() => subscribers.renewKeys())
    assert.deepEqual(told, [[all[1]?.id, all[0]?.id]])
    assert.deepEqual(await statuses(host), ['active', 'active', 'active'])
    assert.equal((await subscribers.at('kim@xn--zrich-kva.test'))?.id, all[2]?.id)
    const found = await Promise.all(written.map(email => subscribers.at(email)))
    assert.deepEqual(
      found.map(one => one?.id),
      all.map(({ id }) => id),
    )
  })
})

test('a subscriber is found by a part of the address, and erased by an administrator', async t => {
  const started = await start(t, { bus: 'kind' })
  const { host } = started
  await subscribed(started, 'Ann@example.com')
  await subscribed(started, 'bob@example.com')
  const found = async (q: string) => (await host.call(ListSubscribers, { query: { q } })).items
  const [ann] = await found('ANN@')
  assert.equal(ann?.email, 'Ann@example.com')
  await host.call(RemoveSubscriber, { params: { id: ann.id } })
  assert.deepEqual(
    (await found('example')).map(({ email }) => email),
    ['bob@example.com'],
  )
  const gone = host.call(RemoveSubscriber, { params: { id: ann.id } })
  await assert.rejects(gone, { code: 'communications.subscriber-not-found' })
})

describe('an address that cannot be reached', () => {
  test('is told no more once its mail server refuses it', async t => {
    const started = await start(t, { bus: 'kind' })
    const { host, smtp } = started
    await subscribed(started, 'ann@example.com')
    smtp.behave('unknown-user')
    await host.tell('communications', opens(sampleIncident()), opens(sampleIncident({ id: 'i2' })))
    await host.until('it is stopped', async () => (await statuses(host))[0] === 'ended')
    assert.match((await host.call(ListSubscribers)).items[0]!.ended_reason!, /550/)
    smtp.behave('ok')
    await host.tell('communications', opens(sampleIncident({ id: 'i3' })))
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(smtp.mails.length, 1)
  })

  test('is told no more after a bounce, but after one that passes', async t => {
    const started = await start(t, { bus: 'kind' })
    const { host, smtp } = started
    await subscribed(started, 'ann@example.com')
    const soft = await host.call(ReportBounce, { body: { email: 'ann@example.com', kind: 'temporary' } })
    assert.deepEqual(soft, { stopped: false })
    const hard = await host.call(ReportBounce, { body: { email: 'ANN@example.com', reason: '5.1.1 no such user' } })
    assert.deepEqual(hard, { stopped: true })
    await host.tell('communications', opens(sampleIncident()))
    await new Promise(resolve => setTimeout(resolve, 100))
    assert.equal(smtp.mails.length, 1)
    assert.equal((await host.inject('POST', '/api/v1/bounces', { email: 'a@example.com' })).status, 401)
  })

  test('that is only put off is written to later, and nobody else waits for it', async t => {
    const clock = testClock()
    const started = await start(t, { bus: 'kind', clock })
    const { host, smtp } = started
    await subscribed(started, 'ann@example.com')
    smtp.behave('busy')
    await host.tell('communications', opens(sampleIncident()))
    await host.until('it was put off', async () => /total\{state="failed"\} 1/.test(await host.metrics()))
    smtp.behave('ok')
    await host.until('a minute passes', async () => {
      await clock.advance(3_000)
      return smtp.mails.length === 2
    })
  })
})

test('after the end of a subscription the address is erased', async t => {
  const clock = testClock()
  const started = await start(t, { clock, bus: 'kind' })
  const { host, smtp } = started
  await subscribed(started, 'ann@example.com')
  await subscribe(host, 'never-confirmed@example.com')
  await host.until('a letter asks', () => smtp.mails.length === 2)
  await host.tell('communications', opens(sampleIncident()))
  await host.until('news', () => smtp.mails.length === 3)
  const away = pathIn(smtp.mails[2]!, 'unsubscribe')
  await host.inject('POST', away)
  clock.step(8 * 24 * 3_600_000)
  await clock.advance(3_600_000)
  await host.until('both are gone', async () => (await statuses(host)).length === 0)
  const again = await host.inject('POST', away)
  assert.deepEqual([again.status, JSON.parse(again.body).status], [200, 'ended'])
})
