import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { tables } from '../../contracts/messages/tables.ts'
import { allOperations } from '../../docs/reference/all-operations.ts'
import { type PathProxy, startPathProxy } from '../../kit/testing/path-proxy.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { startTarget, type Target } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'
import { authWords } from '../../web/messages/auth.ts'
import { navigationWords } from '../../web/messages/navigation.ts'
import { inBrowser, openTab, type Tab, type Telling } from './tabs.ts'

const path = '/status'
const ada = { email: 'ada@example.test', name: 'Ada', role: 'admin', password: 'a long sentence to remember' }

/** The same Vigie behind a proxy of either kind: it is not told which. */
const kinds = [
  ['takes the path away', true],
  ['passes the path on', false],
] as const

describe('behind a proxy that shows Vigie below a path', () => {
  let target: Target
  let proxy: PathProxy
  let vigie: Vigie
  let incident: string
  before(async () => {
    ;[target, proxy] = [await startTarget(), await startPathProxy(path)]
    await target.behave({ status: 503, body: 'down' })
    vigie = await startVigie({ config: configOf(target.url, proxy.url) })
    incident = await furnish(vigie)
  })
  after(() => Promise.all([vigie.remove(), proxy.stop(), target.stop()]))

  for (const [kind, strips] of kinds) {
    test(`that ${kind}, no page, feed or document names an address outside of it, and each that one names is there`, async () => {
      proxy.forward({ port: vigie.port, strips })
      const { wrong, seen } = await crawl(proxy.url)
      assert.deepEqual([wrong, proxy.outside], [[], []])
      assert.ok(seen > 100, `${seen} addresses`)
    })

    test(`that ${kind}, programs and browsers are told addresses below it as well`, async () => {
      proxy.forward({ port: vigie.port, strips })
      await assertTold(proxy.url)
    })

    inBrowser(`a visitor and an administrator, and a proxy that ${kind}`, async (_t, telling) => {
      proxy.forward({ port: vigie.port, strips })
      const tab = await openTab(telling)
      await readThePages(tab, proxy.url, { incident, vigie, telling })
      await signIn(tab, proxy.url, telling)
      await followDeepLink(tab, proxy.url, { incident, vigie, telling })
      assert.deepEqual(proxy.outside, [])
      const cookies = await tab.context().cookies()
      assert.deepEqual([...new Set(cookies.map(cookie => cookie.path))], [path])
    })
  }

  inBrowser('an administrator who opens the console at the port of Vigie itself', async (_t, telling) => {
    const tab = await openTab(telling)
    await signIn(tab, vigie.url, telling)
    await tab.goto(`${vigie.url}/console/incidents/${incident}?from=there#evidence`)
    await tab.getByRole('heading', { level: 1, name: /Shop/ }).waitFor()
    assert.equal(tab.url(), `${vigie.url}${path}/console/incidents/${incident}?from=there#evidence`)
  })
})

const configOf = (target: string, public_url: string): string => `
public_url: ${public_url}/
network: { allow: ["127.0.0.0/8"] }
monitoring: { check_interval: 1, failure_threshold: 1 }
smtp: { host: 127.0.0.1, port: 9, from: status@example.test }
services:
  - { name: Shop, url: "${target}/" }
  - { name: Nightly backup, kind: heartbeat, every: 24h }
`

async function post(vigie: Vigie, at: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const answer = await fetch(vigie.url + at, { method: 'POST', headers, body: JSON.stringify(body) })
  assert.ok(answer.ok, `${at} answered ${answer.status}: ${await answer.text()}`)
}

/** Something of every kind that has an address; answers the number of the open incident, once the status page shows it. */
async function furnish(vigie: Vigie): Promise<string> {
  const inFuture = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  await post(vigie, '/api/v1/users', ada)
  await post(vigie, '/api/v1/maintenances', { title: 'New disks', starts_at: inFuture(1), ends_at: inFuture(2) })
  await post(vigie, '/api/v1/public/announce', {
    title: 'New hours',
    message: 'From 8 to 20.',
    state: 'info',
    banner: true,
  })
  let number: string | undefined
  await until('the incident is on the status page', async () => {
    number = /\/incidents\/(INC-[\d-]+)">Shop/.exec(await (await fetch(vigie.url)).text())?.[1]
    return number !== undefined
  })
  return number ?? ''
}

/** Follows every link there is, from the first pages and all documents on. */
async function crawl(url: string): Promise<{ readonly wrong: readonly string[]; readonly seen: number }> {
  const { origin } = new URL(url)
  const documents = (await allOperations()).filter(
    ({ method, access, path, query }) =>
      method === 'GET' && access === 'public' && !query && /^\/(api\/(v2|openapi|v1\/public)|robots)/.test(path),
  )
  const waiting = ['/', '/docs', '/docs/fr', '/console', ...documents.map(one => one.path)].map(one => url + one)
  const seen = new Set(waiting)
  const wrong: string[] = []
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const answer = await fetch(next, { redirect: 'manual', headers: { accept: 'text/html, */*' } })
    if (answer.status >= 400) wrong.push(`${answer.status} ${next}`)
    for (const named of addressesIn(await answer.text(), String(answer.headers.get('content-type')), next)) {
      if (named.origin !== origin) continue
      if (!`${named.pathname}/`.startsWith(`${path}/`)) wrong.push(`${next} names ${named.href}`)
      else if (!seen.has(named.href)) waiting.push(named.href)
      seen.add(named.href)
    }
  }
  return { wrong, seen: seen.size }
}

/** Where addresses stand in a text, by what it is and where it was found. */
const places: readonly (readonly [of: RegExp, address: RegExp])[] = [
  [/html/, / (?:href|src|action|data-[a-z]+)="([^" ]*)"/g],
  [/json/, /"(\/[^"\\]*)"(?!:)/g],
  // Not libraries and the console, which hold paths that nobody asks for as they stand there.
  [/\/(status|start|proof)\.js/, /['"`](\/[a-z][\w/.-]*)['"`]/g],
]

function addressesIn(text: string, type: string, url: string): readonly URL[] {
  const { origin } = new URL(url)
  const placed = places
    .filter(([of]) => of.test(`${type} ${url}`))
    .flatMap(([, address]) => [...text.matchAll(address)].map(([, found = '']) => found))
    .filter(found => /^[/.?#]|^https?:/.test(found))
  const [, ...rests] = text.split(origin)
  const anywhere = rests.map(rest => origin + (/^[^\s"'<>&)\]\\]*/.exec(rest)?.[0] ?? ''))
  return [...placed, ...anywhere].flatMap(found => {
    const named = URL.parse(found.replaceAll('&amp;', '&'), url)
    if (named) named.hash = ''
    return named ?? []
  })
}

async function assertTold(url: string): Promise<void> {
  const send = (at: string, body: string, type = 'application/json') =>
    fetch(url + at, { method: 'POST', body, headers: { 'content-type': type }, redirect: 'manual' })
  const form = 'first_name=Ada&last_name=Byron&message=Hello'
  const sent = await send('/fr/contact', form, 'application/x-www-form-urlencoded')
  assert.deepEqual([sent.status, sent.headers.get('location')], [303, `${path}/fr/contact/sent`])
  const nothing = await fetch(`${url}/api/v1/nothing`)
  assert.match(((await nothing.json()) as { detail: string }).detail, /see \/status\/api\/docs$/)
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as { servers: unknown }
  assert.deepEqual(document.servers, [{ url: path }])
  assert.match(await (await fetch(`${url}/robots.txt`)).text(), /^Disallow: \/status\/api\/$/m)
  const signedIn = await send('/api/v1/auth/login', JSON.stringify({ email: ada.email, password: ada.password }))
  const paths = signedIn.headers.getSetCookie().map(cookie => /; Path=([^;]*)/.exec(cookie)?.[1])
  assert.deepEqual(paths, [path, path])
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const asked = { method: 'POST', headers, body: '{"context":{}}' }
  const flags = await (await fetch(`${url}/ofrep/v1/evaluate/flags`, asked)).text()
  assert.match(flags, /"requestUri":"\/status\/ofrep\/v1\/events/)
}

type World = { readonly incident: string; readonly vigie: Vigie; readonly telling: Telling }

async function readThePages(tab: Tab, url: string, { incident, vigie, telling }: World): Promise<void> {
  const { language } = telling
  const [say, other] = [tables[language].pages, tables[language === 'en' ? 'fr' : 'en'].pages]
  const follow = (name: string) => tab.getByRole('link', { name, exact: true }).first().click()
  const isAt = (name: string) => tab.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  await tab.goto(url)
  if (language === 'fr') await follow(say.ownName)
  await tab.locator('article.incident h3 a').click()
  await tab.waitForURL(address => address.pathname.endsWith(`/incidents/${incident}`))
  await follow(say.menu.history)
  await isAt(say.history.title)
  await follow(say.menu.contact)
  await tab.getByLabel(say.contact.firstName, { exact: true }).fill('Ada')
  await tab.getByLabel(say.contact.lastName, { exact: true }).fill('Byron')
  await tab.getByLabel(say.contact.message).fill('Hello')
  await tab.getByRole('button', { name: say.contact.send }).click()
  await isAt(say.contact.sent)
  await follow(other.ownName)
  await isAt(other.contact.sent)
  const stream = tab.waitForResponse(response => response.url() === `${url}/api/v1/live`)
  await follow(other.menu.status)
  await stream
  await post(vigie, `/api/v1/incidents/${incident}/status`, { status: 'identified', message: 'A cable is cut.' })
  await tab.locator('#news').getByText(other.news.said).waitFor()
}

async function signIn(tab: Tab, url: string, { language }: Telling): Promise<void> {
  const enter = authWords[language]
  await tab.goto(`${url}/console`)
  await tab.getByLabel(enter.email).fill(ada.email)
  await tab.getByLabel(enter.password, { exact: true }).fill(ada.password)
  await tab.getByRole('button', { name: enter.signIn, exact: true }).click()
  await tab.getByRole('heading', { level: 1, name: navigationWords[language].pages.overview }).waitFor()
}

/** A page is opened by its address, loaded again, changes by itself, and is left by a link. */
async function followDeepLink(tab: Tab, url: string, { incident, vigie, telling }: World): Promise<void> {
  const title = tab.getByRole('heading', { level: 1, name: /Shop/ })
  await tab.goto(`${url}/console/incidents/${incident}`)
  await title.waitFor()
  await tab.reload()
  await title.waitFor()
  const message = `A note of ${Date.now()}`
  await post(vigie, `/api/v1/incidents/${incident}/timeline`, { message })
  await tab.getByText(message).waitFor()
  const menu = tab.getByRole('navigation')
  await menu.getByRole('link', { name: navigationWords[telling.language].pages.components }).click()
  await tab.waitForURL(`${url}/console/components`)
}
