import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { KeyScope } from '../../contracts/identity/access.ts'
import { CreateApiKey, CreateUser, GetMe, RevokeApiKey } from '../../contracts/identity/identity.ts'
import { SignIn, SignOut } from '../../contracts/identity/sign-in.ts'
import { type Asker, askers } from '../../docs/reference/access-page.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { testHost } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'

const password = 'correct horse battery'
/** Some pages are there only when there is something to show. */
const nowhere = 'http://127.0.0.1:1'
const numbers = [
  { name: 'tawarano', kind: 'json', url: nowhere, values: { temp: 'temp' } },
  { name: 'work', kind: 'github-commits', repository: 'a/b', api_url: nowhere },
]
const acme = { id: 'acme', kind: 'statuspage', url: 'http://127.0.0.1:1' }
const smtp = { host: '127.0.0.1', port: 1, from: 'status@example.test' }
const table = 'docs/reference/access.md'
const drawAgain = `is not in ${table}: run "node docs/reference/generate.ts" and read what it says of it`

type Answer = { readonly status: number; readonly code: string; readonly type: string }
type Ask = (route: string, token: string | undefined, more?: { id?: string; body?: unknown }) => Promise<Answer>
/** `own`: the id of something that belongs to whoever the token belongs to. */
type Voice = { readonly token: string | undefined; readonly name: string; own(route: string): Promise<string> }

test('whoever asks whatever is let in or refused as the table of the reference says', async t => {
  const { ask, routes, voices, another, forget } = await house(t)
  const rows = readTable()
  for (const route of routes) assert.ok(rows.has(route), `${route} ${drawAgain}`)
  for (const route of rows.keys()) {
    assert.ok(routes.includes(route.replace(' of another', '')), `${route} is in ${table}, but nobody serves it`)
  }
  const wrong: string[] = []
  for (const [row, cells] of rows) {
    const route = row.replace(' of another', '')
    for (const [index, asker] of askers.entries()) {
      // These end sessions, also that of whoever asks.
      if (/\/auth\/|\/sessions/.test(row)) forget()
      for (const voice of await voices(asker, cells[index] ?? '')) {
        const id = route === row ? await voice.own(route) : await another(route)
        const answer = await ask(route, voice.token, { id })
        if (!fits(answer, cells[index] ?? '', { row, scope: voice.name })) {
          wrong.push(`${row}, asked by ${voice.name}: ${answer.status} ${answer.code}, not "${cells[index]}"`)
        }
      }
    }
  }
  assert.deepEqual(wrong, [])
})

const withClientKey = /^GET \/(processed_data|client_statistics)$/

/** Without a body that fits, an order that is let in is refused for that: nothing is changed, and both can be told apart. */
function fits({ status, code, type }: Answer, cell: string, { row, scope }: { row: string; scope: string }): boolean {
  // They look at no token, only at a key of a client, and answer as the devices expect it.
  if (withClientKey.test(row)) return status === 401
  if (cell.startsWith('in with ') && !cell.slice('in with '.length).split(' or ').includes(scope))
    return fits({ status, code, type }, '403', { row, scope })
  if (!cell.startsWith('in')) return String(status) === cell && type === 'application/problem+json' && code !== ''
  if (/^(auth|access)\.|\.own-/.test(code)) return false
  // A question without anything to fill in has an answer, also when that is that nothing was set up. Prometheus wants a query.
  const isPlain = row.startsWith('GET ') && !/\{|\/auth\/oidc|\/prometheus\//.test(row)
  return isPlain ? status < 400 || code === 'http.invalid' : status < 500
}

function readTable(): ReadonlyMap<string, readonly string[]> {
  const lines = readFileSync(join(import.meta.dirname, '..', '..', table), 'utf8').split('\n')
  const rows = lines.map(line => /^\| `([^`]+)`( of another)? \| (.*) \|$/.exec(line)).filter(match => match !== null)
  return new Map(rows.map(([, route = '', of = '', cells = '']) => [route + of, cells.split(' | ')]))
}

async function house(t: TestContext) {
  const clock = testClock(Date.now())
  const host = await testHost(t, {
    services,
    clock,
    bus: 'kind',
    config: {
      providers: [acme],
      metrics: { sources: numbers, charts: [] },
      smtp,
      public_url: 'https://status.example.test',
    },
  })
  const url = await host.host.listen({ host: '127.0.0.1', port: 0 })
  const ask = asking(url)
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as { paths: Record<string, object> }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
  )
  const signIn = async (email: string): Promise<string> => {
    const { token } = (await (await post(url, SignIn.path, { email, password })).json()) as { token: string }
    return token
  }
  const people = new Map<string, { id: string; email: string }>()
  for (const name of ['viewer', 'responder', 'admin', 'owner', 'gone']) {
    const role = name === 'owner' ? 'viewer' : name === 'gone' ? 'admin' : (name as 'viewer')
    people.set(name, await host.call(CreateUser, { body: { email: `${name}@example.test`, name, role, password } }))
  }
  const email = (name: string) => people.get(name)?.email ?? ''
  const over = await overTokens(host, {
    ask,
    url,
    expired: await signIn(email('gone')),
    signIn: () => signIn(email('gone')),
  })
  await clock.advance(6 * 60_000)

  const tokens = new Map<string, string>()
  const tokenOf = async (name: string): Promise<string> => {
    const known = tokens.get(name)
    if (known) return known
    const token = await signIn(email(name))
    tokens.set(name, token)
    return token
  }
  /** A session that is alive, or the user, as the route has it. */
  const thingOf = async (name: string, route: string): Promise<string> => {
    if (route.includes('/sessions/{id}')) return sessionOf(await signIn(email(name)))
    return route.includes('/users/{id}/incidents') ? (people.get(name)?.id ?? '') : 'nothing'
  }
  const keyOf = async (body: object) => {
    const headers = { authorization: `Bearer ${await tokenOf('admin')}` }
    return ((await (await post(url, CreateApiKey.path, { name: 'ci', ...body }, headers)).json()) as { key: string })
      .key
  }
  const keys = new Map<string, string>()
  for (const role of ['viewer', 'admin']) keys.set(role, await keyOf({ role }))
  for (const scope of KeyScope.enum) keys.set(scope, await keyOf({ role: 'none', scopes: [scope] }))

  const nothing = async () => 'nothing'
  const voices = async ({ kind, role }: Asker, cell: string): Promise<readonly Voice[]> => {
    if (kind === 'nobody') return [{ token: undefined, name: kind, own: nothing }]
    if (kind === 'over') return over.map(one => ({ ...one, own: nothing }))
    // Where no scope helps, one is as good as another.
    const scopes = cell === '403' || cell === 'in' ? KeyScope.enum.slice(0, 1) : KeyScope.enum
    if (kind === 'scope') return scopes.map(scope => ({ token: keys.get(scope), name: scope, own: nothing }))
    const own = (route: string) => thingOf(kind === 'key' ? 'admin' : role, route)
    const token = kind === 'key' ? keys.get(role) : await tokenOf(role)
    return [{ token, name: kind === 'key' ? `a key, ${role}` : role, own }]
  }
  return { ask, routes, voices, forget: () => tokens.clear(), another: (route: string) => thingOf('owner', route) }
}

const sessionOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid

/** One of each sort that once was good. */
async function overTokens(
  host: Awaited<ReturnType<typeof testHost>>,
  { ask, expired, signIn }: { ask: Ask; url: string; expired: string; signIn: () => Promise<string> },
): Promise<readonly { name: string; token: string }[]> {
  const revoked = await signIn()
  await ask(`POST ${SignOut.path}`, revoked)
  const key = await host.call(CreateApiKey, { body: { name: 'old', role: 'admin' } })
  await host.call(RevokeApiKey, { params: { id: key.id } })
  for (const token of [revoked, key.key]) {
    await host.until('it is over', async () => (await ask(`GET ${GetMe.path}`, token)).status === 401)
  }
  return [
    { name: 'an expired token', token: expired },
    { name: 'a revoked session', token: revoked },
    { name: 'a revoked key', token: key.key },
    { name: 'a token of nobody', token: 'vg_admin_made-up' },
  ]
}

function post(url: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

/** Over HTTP, from another machine as far as can be told: a proxy stands in between. */
function asking(url: string): Ask {
  return async (route, token, { id = 'nothing' } = {}) => {
    const [method = '', path = ''] = route.split(' ')
    const reading = new AbortController()
    const answer = await fetch(url + path.replace(/\{[a-z_]+\}/g, id), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'x-forwarded-for': '198.51.100.7',
        'content-type': 'application/json',
      },
      redirect: 'manual',
      signal: reading.signal,
      ...(method === 'GET' ? {} : { body: '[]' }),
    })
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? ''
    // A live stream would go on for ever.
    if (type === 'text/event-stream') reading.abort()
    const text = type === 'text/event-stream' ? '' : await answer.text()
    const code = type === 'application/problem+json' ? (JSON.parse(text) as { code: string }).code : ''
    return { status: answer.status, code, type }
  }
}
