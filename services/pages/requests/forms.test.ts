import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { ListBanners } from '../../../contracts/communications/announcements.ts'
import { SendContactMessage } from '../../../contracts/communications/contact.ts'
import { SubscribeByEmail } from '../../../contracts/communications/subscriptions.ts'
import { ComponentChanged } from '../../../contracts/incidents/incidents.ts'
import { GetReportChallenge, GetReports, SubmitReport } from '../../../contracts/reports.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { invalid, limited } from '../../../kit/service/errors.ts'
import { fact } from '../../../kit/service/event.ts'
import { problemAt } from '../../../kit/service/refusals.ts'
import { defineService, serve } from '../../../kit/service/service.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { pages } from '../service.ts'
import { sampleReports } from '../testing/sample-notices.ts'
import { wordsOf } from '../testing/sample-page.ts'

type Heard = { what: string; body: unknown; ip: string }
const at = '2026-11-21T12:00:00.000Z'
const api = { id: 'c1', slug: 'api', name: 'Api « é »' }

/** The services that hear what people send, by their contracts. */
const neighbours = (heard: Heard[], state: { limited: boolean }) => [
  defineService({
    name: 'communications',
    start: () => ({
      serves: [
        serve(ListBanners, () => ({ items: [], next_cursor: null })),
        serve(SendContactMessage, ({ body, ip }) => {
          if (state.limited) throw limited('communications.too-many-messages', 'later')
          heard.push({ what: 'message', body, ip })
          return { id: 'm1', received_at: at }
        }),
        serve(SubscribeByEmail, ({ body, ip }) => {
          heard.push({ what: 'subscription', body, ip })
          return { status: 'pending' as const, message: 'ok' }
        }),
      ],
    }),
  }),
  defineService({
    name: 'reports',
    start: () => ({
      serves: [
        serve(GetReportChallenge, () => ({ challenge: '', salt: '', max_number: 1, signature: '', expires_at: at })),
        serve(GetReports, () => ({ ...sampleReports(), component: api })),
        serve(SubmitReport, ({ body, ip }) => {
          if (body.proof?.signature === 'old') {
            const fields = [problemAt('body.proof', plainText('is old'))]
            throw invalid('reports.bad-proof', 'the proof is old', { fields })
          }
          heard.push({ what: 'report', body, ip })
          return { component: api, accepted_at: at }
        }),
      ],
    }),
  }),
]

const component = {
  ...api,
  group: null,
  critical: true,
  status: 'operational' as const,
  since: at,
  origin: 'file' as const,
  depends_on: [],
  position: 0,
  place: null,
  suspected: null,
  archived: false,
  revision: 1,
}

async function site(t: TestContext) {
  const heard: Heard[] = []
  const state = { limited: false }
  const host = await testHost(t, {
    services: [...neighbours(heard, state), pages],
    config: { public_url: 'https://status.example.com', smtp: { host: '127.0.0.1', from: 'a@example.com' } },
  })
  await host.tell('pages', fact(ComponentChanged, 'c1', component))
  const send = async (
    url: string,
    fields: Record<string, string> | [string, string][],
    headers: Record<string, string> = {},
  ) => {
    const answer = await host.host.app.inject({
      method: 'POST',
      url,
      payload: new URLSearchParams(fields).toString(),
      remoteAddress: '203.0.113.9',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...headers },
    })
    const { statusCode: status, headers: answered, body } = answer
    return { status, location: answered.location, headers: answered, body, words: wordsOf(body) }
  }
  const open = async (url: string) => {
    const { statusCode: status, body, headers } = await host.host.app.inject({ url, headers: { accept: 'text/html' } })
    return { status, body, headers, words: wordsOf(body) }
  }
  await host.until('the forms are there', async () => (await open('/fr/contact/sent')).status === 200)
  return { heard, state, send, open }
}

const letter = { first_name: 'Zoé', last_name: 'Durand', email: '', message: 'Bonjour', website: '' }

test('a message goes to the team with the address of who sent it, and leads on to the thanks', async t => {
  const { heard, send, open } = await site(t)
  const answer = await send('/fr/contact', letter)
  assert.equal(answer.status, 303)
  assert.equal(answer.location, '/fr/contact/sent')
  assert.deepEqual(heard, [
    { what: 'message', body: { first_name: 'Zoé', last_name: 'Durand', message: 'Bonjour' }, ip: '203.0.113.9' },
  ])
  assert.match((await open('/fr/contact/sent')).words, /Votre message est parti/)
})

test('a form with a mistake comes back filled in, and says where', async t => {
  const { heard, send } = await site(t)
  const answer = await send('/contact', { ...letter, last_name: '', email: '"no address', message: '<b>&' })
  assert.equal(answer.status, 400)
  assert.match(answer.words, /Please check what is marked\./)
  assert.match(answer.body, /id="last_name"[^>]* aria-invalid="true"/)
  assert.match(answer.body, /value="&quot;no address" id="email"[^>]* aria-describedby="email-hint email-wrong"/)
  assert.match(answer.body, /<textarea[^>]*>&lt;b&gt;&amp;<\/textarea>/)
  assert.match(answer.body, /value="Zoé"/)
  assert.doesNotMatch(answer.body, /id="message"[^>]* aria-invalid/)
  assert.deepEqual(heard, [])
})

test('who sends too much is told so, and loses nothing that was typed', async t => {
  const { state, send } = await site(t)
  state.limited = true
  const answer = await send('/fr/contact', letter)
  assert.equal(answer.status, 429)
  assert.match(answer.words, /Trop d’envois en peu de temps/)
  assert.match(answer.body, />Bonjour<\/textarea>/)
})

test('a program that fills in every field is thanked and not heard', async t => {
  const { heard, send } = await site(t)
  assert.equal((await send('/contact', { ...letter, website: 'https://spam.example.com' })).location, '/contact/sent')
  assert.deepEqual(heard, [])
})

test('pages of others cannot send our forms', async t => {
  const { heard, send } = await site(t)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
  ]) {
    assert.equal((await send('/contact', letter, headers as Record<string, string>)).status, 403)
  }
  assert.deepEqual(heard, [])
  assert.equal((await send('/contact', letter, { origin: 'https://status.example.com' })).status, 303)
})

test('an address is subscribed in the language of the page', async t => {
  const { heard, send } = await site(t)
  assert.equal(
    (await send('/fr/subscribe', { email: ' zoe@example.com ', website: '' })).location,
    '/fr/subscribe/sent',
  )
  assert.deepEqual(heard, [
    { what: 'subscription', body: { email: 'zoe@example.com', language: 'fr' }, ip: '203.0.113.9' },
  ])
  assert.match((await send('/subscribe', { email: 'zoe' })).words, /This is not understood\./)
})

test('of the services that are ticked only those are subscribed to, one or several', async t => {
  const { heard, send } = await site(t)
  await send('/subscribe', { email: 'zoe@example.com', components: 'api' })
  await send('/subscribe', [
    ['email', 'zoe@example.com'],
    ['components', 'api'],
    ['components', 'web'],
  ])
  const chosen = heard.map(({ body }) => (body as { components?: string[] }).components)
  assert.deepEqual(chosen, [['api'], ['api', 'web']])
})

test('a report is sent with its proof, without it when the proof is of no use', async t => {
  const { heard, send } = await site(t)
  const form = { category: 'slow', comment: '', website: '', salt: 's', number: '7' }
  assert.equal((await send('/reports/api', { ...form, signature: 'good' })).location, '/reports/api/sent')
  assert.equal((await send('/reports/api', { ...form, signature: 'old' })).status, 303)
  assert.equal((await send('/reports/c1', { category: 'errors', comment: 'x', signature: '' })).status, 303)
  assert.deepEqual(
    heard.map(({ body }) => body),
    [
      { component: 'api', category: 'slow', proof: { salt: 's', number: 7, signature: 'good' } },
      { component: 'api', category: 'slow' },
      { component: 'api', category: 'errors', comment: 'x' },
    ],
  )
})

test('a report without a category comes back; of an unknown component there is no page', async t => {
  const { send, open } = await site(t)
  const answer = await send('/fr/reports/api', { comment: 'hélas' })
  assert.equal(answer.status, 400)
  assert.match(answer.words, /Qu’est-ce qui ne va pas\u202f\? .*Remplissez ce champ/)
  assert.match(answer.body, />hélas<\/textarea>/)
  assert.equal((await send('/reports/nothing', { category: 'slow' })).status, 404)
  assert.equal((await open('/reports/nothing')).status, 404)
})

test('the page of reports shows what others say, and may run the scripts of its form', async t => {
  const { open } = await site(t)
  const { words, body, headers } = await open('/reports/api')
  assert.match(
    words,
    /Problems with Api « é »\? People report problems .* Our checks Operational People Problems are likely.* Reports of the last 24 hours/,
  )
  assert.match(body, /Every second &lt;b&gt;request/)
  const policy = String(headers['content-security-policy'])
  assert.match(policy, /script-src 'self' 'sha256-[\w+/=]+'; worker-src 'self'; connect-src 'self'.*form-action 'self'/)
  const other = String((await open('/')).headers['content-security-policy'])
  assert.match(other, /script-src 'self'; connect-src 'self'/)
  assert.match(other, /form-action 'none'/)
  assert.match(String((await open('/fr/contact')).headers['content-security-policy']), /form-action 'self'/)
})

test('whatever a form sends is answered with a page, and never with a failure of ours', async t => {
  const { send } = await site(t)
  const hostile = fc.dictionary(
    fc.constantFrom('first_name', 'last_name', 'email', 'message', 'category', 'comment', 'salt', 'number', 'other'),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('/contact', '/subscribe', '/fr/reports/api'), hostile, async (url, fields) => {
      const { status } = await send(url, fields)
      assert.ok([303, 400].includes(status), `${status}`)
    }),
    { numRuns: 60 },
  )
})

test('what nobody would hear is not offered', async t => {
  const host = await testHost(t, { services: [pages] })
  const open = async (url: string) => {
    const { statusCode, body } = await host.host.app.inject({ url, headers: { accept: 'text/html' } })
    return { status: statusCode, body }
  }
  await host.tell('pages', fact(ComponentChanged, 'c1', component))
  for (const url of ['/contact', '/providers', '/reports/api', '/subscribe/sent'])
    assert.equal((await open(url)).status, 404, url)
  const { status, body } = await open('/subscribe')
  assert.equal(status, 200)
  assert.match(body, /feed\.atom/)
  assert.doesNotMatch(body, /<form|href="\/(contact|providers|reports)/)
})
