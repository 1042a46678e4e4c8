import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, type TestContext, test } from 'node:test'
import { Statuspage } from 'statuspage.io'
import { type ReceivedMail, type SmtpSink, startSmtp } from '../../kit/testing/smtp.ts'
import { type StatusServer, startStatusServer } from '../../services/providers/testing/status-server.ts'
import { type House, houses } from './houses.ts'

const password = 'correct horse battery'

for (const { name, build } of houses) {
  describe(`a team's day, ${name}`, () => {
    test('from the first sign-in to the incident that a provider caused, everybody hears what is theirs', async t => {
      const code = listenForCode(t)
      const smtp = await startSmtp()
      t.after(() => smtp.stop())
      const provider = await startStatusServer(t)
      provider.put('/api/v2/summary.json', polarisPage('none'))
      const house = await build(t, configOf(smtp, provider))
      const day = new Day(house, smtp)

      const admin = await day.firstAdministrator(code())
      const { responder, id } = await day.inviteResponder(admin)
      await day.responderTakesAnIncident(responder, id)
      const [reader] = await day.readersSubscribe(['reader@example.test', 'gone@example.test'])
      await day.announce(responder, 'Disks are changed tonight')
      await day.eventuallyHas('both letters', ['reader@example.test', 'gone@example.test'], 'Disks are changed tonight')
      await day.oneLeavesAndOneBounces(admin, reader ?? '')
      await day.announce(responder, 'Disks were changed')
      await day.peopleReport('blog', await day.signIn('admin@example.test'))
      await day.providerFails(provider, await day.signIn('admin@example.test'))
      await day.pagesSayIt(['Disks were changed', 'Basket is empty'])
      const last = smtp.mails.filter(({ to }) => to.some(address => /reader|gone/.test(address)))
      assert.ok(!last.some(mail => textOf(mail).includes('Disks were changed')), 'who left hears no more')
    })
  })
}

class Day {
  readonly #house: House
  readonly #smtp: SmtpSink

  constructor(house: House, smtp: SmtpSink) {
    this.#house = house
    this.#smtp = smtp
  }

  async firstAdministrator(code: string): Promise<string> {
    const body = { code, email: 'admin@example.test', password, name: 'Ada' }
    await this.#ask('identity', 'POST /api/v1/setup', { body, status: 201 })
    await this.#ask('identity', 'POST /api/v1/setup', { body, status: 409 })
    return this.signIn('admin@example.test')
  }

  async signIn(email: string): Promise<string> {
    const body = { email, password }
    return (await this.#ask<{ token: string }>('identity', 'POST /api/v1/auth/login', { body })).token
  }

  /** The letter is real, and so is the way from its link. */
  async inviteResponder(token: string): Promise<{ responder: string; id: string }> {
    const body = { email: 'bob@example.test', name: 'Bob', role: 'responder' }
    const user = await this.#ask<{ id: string; state: string }>('identity', 'POST /api/v1/users', {
      body,
      token,
      status: 201,
    })
    assert.equal(user.state, 'invited')
    const link = await this.#linkIn('bob@example.test', /\/console\/invitation#(\S+?)["\s<]/)
    const answer = { token: link, password }
    const { token: responder } = await this.#ask<{ token: string }>('identity', 'POST /api/v1/auth/invite', {
      body: answer,
    })
    await this.#ask('identity', 'POST /api/v1/auth/invite', { body: answer, status: 401 })
    await this.#ask('identity', 'GET /api/v1/users', { token: responder, status: 403 })
    return { responder, id: user.id }
  }

  async responderTakesAnIncident(token: string, user_id: string): Promise<void> {
    const as = { token }
    await this.#house.eventually(
      'the shop is known',
      async () => (await this.#status('incidents', 'GET /api/v1/components/shop', as)) === 200,
    )
    const opening = { title: 'Basket is empty', impact: 'minor', components: ['shop'], message: 'We look into it.' }
    const { number } = await this.#ask<{ number: string }>('incidents', 'POST /api/v1/incidents', {
      ...as,
      body: opening,
      status: 201,
    })
    const assign = `POST /api/v1/incidents/${number}/assign`
    await this.#house.eventually(
      'Bob is known',
      async () => (await this.#status('incidents', assign, { ...as, body: { user_id } })) === 200,
    )
    await this.#ask('incidents', `POST /api/v1/incidents/${number}/follow`, as)
    const followed = await this.#ask<Page<{ number: string; assignee: string }>>(
      'incidents',
      'GET /api/v1/me/incidents',
      as,
    )
    assert.deepEqual(
      followed.items.map(one => [one.number, one.assignee]),
      [[number, 'Bob']],
    )
  }

  /** Answers the address of the one-click link of each. */
  async readersSubscribe(addresses: readonly string[]): Promise<readonly string[]> {
    for (const email of addresses) {
      const subscribe = 'POST /api/v1/subscriptions/email'
      await this.#house.eventually('the page knows its components', async () => {
        const status = await this.#status('communications', subscribe, {
          body: { email, components: ['shop', 'blog'] },
        })
        return status === 201
      })
      const token = await this.#linkIn(email, /\/subscriptions\/([^/"\s]+)\/confirm/)
      const confirm = `POST /api/v1/subscriptions/${token}/confirm`
      const { status } = await this.#ask<{ status: string }>('communications', confirm, {})
      assert.equal(status, 'active')
    }
    return addresses
  }

  async announce(token: string, title: string): Promise<void> {
    const body = { title, message: 'Nobody should notice.', state: 'info', banner: true }
    await this.#ask('communications', 'POST /api/v1/public/announce', { body, token, status: 201 })
  }

  async eventuallyHas(what: string, addresses: readonly string[], words: string): Promise<void> {
    const has = (address: string) =>
      this.#smtp.mails.some(mail => mail.to.includes(address) && textOf(mail).includes(words))
    await this.#house.eventually(what, () => addresses.every(has))
  }

  async oneLeavesAndOneBounces(token: string, leaving: string): Promise<void> {
    const letter = this.#smtp.mails.findLast(mail => mail.to.includes(leaving))
    assert.equal(letter?.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click')
    const path = new URL(/<(http[^>]+)>/.exec(letter.headers['list-unsubscribe'] ?? '')?.[1] ?? '').pathname
    const clicked = await fetch(this.#house.url('communications') + path, {
      method: 'POST',
      body: new URLSearchParams('List-Unsubscribe=One-Click'),
    })
    assert.equal(clicked.status, 200)
    const making = { body: { name: 'mail server', scopes: ['bounces'] }, token, status: 201 }
    const { key } = await this.#ask<{ key: string }>('identity', 'POST /api/v1/api-keys', making)
    const bounce = { body: { email: 'gone@example.test', kind: 'permanent' }, token: key, status: 202 }
    assert.deepEqual(await this.#ask('communications', 'POST /api/v1/bounces', bounce), { stopped: true })
  }

  /** Nine people of nine networks in one minute: much more than usual, and a suspicion at most. */
  async peopleReport(component: string, token: string): Promise<void> {
    for (let person = 0; person < 9; person++) {
      const work = await this.#ask<Work>('reports', 'GET /api/v1/reports/challenge', {})
      const body = { component, category: 'errors', proof: solved(work) }
      await this.#ask('reports', 'POST /api/v1/reports', { body, status: 202, from: `198.51.${person}.1` })
    }
    await this.#house.clock.advance(60_000)
    await this.#house.eventually('the suspicion', async () => {
      const path = `GET /api/v1/components/${component}`
      return (await this.#ask<{ suspected: string | null }>('incidents', path, { token })).suspected !== null
    })
    const open = await this.#ask<Page<unknown>>('incidents', `GET /api/v1/incidents?component=${component}`, { token })
    assert.equal(open.items.length, 0)
  }

  async providerFails(provider: StatusServer, token: string): Promise<void> {
    provider.put('/api/v2/summary.json', polarisPage('critical'))
    const { state } = await this.#ask<{ state: string }>('providers', 'POST /api/v1/csp/refresh?provider=polaris', {
      token,
    })
    assert.equal(state, 'major_outage')
    const opened = async () =>
      (
        await this.#ask<Page<{ title: string; impact: string }>>(
          'incidents',
          'GET /api/v1/incidents?component=checkout',
          { token },
        )
      ).items
    await this.#house.eventually('an incident of what depends on it', async () => (await opened()).length === 1)
    assert.equal((await opened())[0]?.impact, 'major')
  }

  /** To people, and to a program that was written for Statuspage. */
  async pagesSayIt(words: readonly string[]): Promise<void> {
    const url = this.#house.url('pages')
    const client = new Statuspage('any')
    client.setApiUrl(url)
    await this.#house.eventually('the pages say it all', async () => {
      const page = await (await fetch(url)).text()
      return words.every(word => page.includes(word)) && (await client.api.getSummary()).incidents.length === 2
    })
    const summary = await client.api.getSummary()
    const status = (name: string) => summary.components.find(component => component.name === name)?.status
    // That a provider is down is known; that the checkout is, only its own check could tell.
    assert.deepEqual([status('Checkout'), status('Shop')], ['degraded_performance', 'degraded_performance'])
  }

  async #linkIn(address: string, pattern: RegExp): Promise<string> {
    let found: string | undefined
    await this.#house.eventually(`a letter to ${address}`, () => {
      const letters = this.#smtp.mails.filter(mail => mail.to.includes(address))
      found = letters.map(mail => pattern.exec(textOf(mail))?.[1]).find(link => link !== undefined)
      return found !== undefined
    })
    return found ?? ''
  }

  async #ask<Answer>(service: string, route: string, sent: Sent): Promise<Answer> {
    const response = await this.#send(service, route, sent)
    const text = await response.text()
    assert.equal(response.status, sent.status ?? 200, `${route}: ${text}`)
    return text === '' ? (null as Answer) : JSON.parse(text)
  }

  async #status(service: string, route: string, sent: Sent): Promise<number> {
    const response = await this.#send(service, route, sent)
    await response.arrayBuffer()
    return response.status
  }

  #send(service: string, route: string, { token, body, from }: Sent): Promise<Response> {
    const [method = 'GET', path = ''] = route.split(' ')
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(from ? { 'x-forwarded-for': from } : {}),
    }
    const payload = body ? { body: JSON.stringify(body) } : {}
    return this.#house.passing(fetch(this.#house.url(service) + path, { method, headers, ...payload }))
  }
}

type Page<Item> = { readonly items: readonly Item[] }
type Sent = {
  readonly token?: string
  readonly body?: object
  /** What the answer must be; 200 when left out. */
  readonly status?: number
  /** The address that a proxy says it comes from. */
  readonly from?: string
}
type Work = {
  readonly salt: string
  readonly challenge: string
  readonly max_number: number
  readonly signature: string
}

/** As the script of the page does it. */
function solved({ salt, challenge, max_number, signature }: Work) {
  const hash = (number: number) => createHash('sha256').update(`${salt}${number}`).digest('hex')
  let number = 0
  while (number <= max_number && hash(number) !== challenge) number += 1
  return { salt, number, signature }
}

/** Of the letter, with the line breaks and escapes of its encoding undone. */
function textOf({ source }: ReceivedMail): string {
  const bytes = source
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex) => String.fromCharCode(Number(`0x${hex}`)))
  return Buffer.from(bytes, 'latin1').toString()
}

function polarisPage(indicator: 'none' | 'critical') {
  const now = new Date().toISOString()
  const incident = {
    ...{ id: 'i1', name: 'Everything is down', status: 'investigating', impact: 'critical', components: [] },
    ...{ started_at: now, created_at: now, updated_at: now, resolved_at: null, shortlink: 'https://stspg.test/i1' },
    incident_updates: [{ status: 'investigating', body: 'We look into it.', display_at: now }],
  }
  return {
    page: { id: 'p0lar1s', name: 'Polaris', url: 'https://status.polaris.test', updated_at: now },
    status: { indicator, description: '' },
    components: [
      {
        id: 'c1',
        name: 'API',
        status: indicator === 'none' ? 'operational' : 'major_outage',
        group: false,
        group_id: null,
      },
    ],
    incidents: indicator === 'none' ? [] : [incident],
    scheduled_maintenances: [],
  }
}

const beat = { kind: 'heartbeat', every: 86_400, grace: 3_600 }

const configOf = (smtp: SmtpSink, provider: StatusServer) => ({
  services: [
    { ...beat, name: 'Shop' },
    { ...beat, name: 'Blog' },
    { ...beat, name: 'Checkout', depends_on: ['provider:polaris'] },
  ],
  providers: [{ id: 'polaris', name: 'Polaris', kind: 'statuspage', url: provider.url }],
  smtp: { host: smtp.host, port: smtp.port, from: 'status@example.test' },
  public_url: 'https://status.example.test',
  network: { trusted_proxies: ['127.0.0.1'] },
  reports: { proof_tries: 100 },
})

/** What identity prints when there is nobody yet. */
function listenForCode(t: TestContext): () => string {
  let printed = ''
  const write = process.stdout.write.bind(process.stdout)
  t.mock.method(process.stdout, 'write', (chunk: string | Uint8Array, ...rest: []) => {
    if (typeof chunk !== 'string' || !chunk.includes('with this code')) return write(chunk, ...rest)
    printed += chunk
    return true
  })
  return () => /code: (\S+)/.exec(printed)?.[1] ?? ''
}
