import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { stringify } from 'yaml'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import { channelKinds } from '../../services/communications/channels/configured/channel-kinds.ts'
import { canary, checksOf, configuration, kindsThatFail, schemaOf, startTold, type Told } from './canaries.ts'

/** No more of it than this may be seen, not even in base64 or cut off. */
const traces = [
  canary.slice(0, 12),
  canary.slice(-12),
  ...[0, 1, 2].map(skip => btoa(canary.slice(skip)).slice(2, 18)),
  Buffer.from(canary).toString('hex').slice(0, 24),
]
const password = 'correct horse battery'
const roles = ['viewer', 'responder', 'admin'] as const

test('a secret that an administrator put in anywhere comes out nowhere', async t => {
  const told = await startTold(t)
  const vigie = await startVigie({
    config: stringify(configuration(told)),
    environment: { CANARY_TOKEN: canary, SLACK_BOT_TOKEN: 'xoxb-test-token' },
  })
  t.after(() => vigie.remove())
  const tokens = await signIn(vigie)
  const streams = await Promise.all(roles.map(role => listen(vigie, tokens[role])))
  t.after(() => {
    for (const stream of streams) stream.stop()
  })
  const seen: Seen[] = []
  const ids = await fill(vigie, told, seen)

  const failing = async () => (await items(vigie, '/api/v1/checks')).filter(({ state }) => state === 'down').length
  await until('every check that can fail has failed', async () => (await failing()) >= 2 * kindsThatFail.length)
  await until(
    'people are told',
    () => told.slack.messages.length > 0 && told.sink.accepted.length > 0 && told.smtp.mails.length > 0,
  )
  await until('every channel has been tried', async () => {
    const tried = (await items(vigie, '/api/v1/channels')).filter(
      ({ last_error, last_success_at }) => last_error || last_success_at,
    )
    return tried.length >= channelKinds.length
  })
  for (const { name } of await items(vigie, '/api/v1/channels')) {
    const answer = await ask(vigie, 'POST', `/api/v1/channels/${encodeURIComponent(String(name))}/test`)
    seen.push({ where: `the test of ${name}`, text: answer.text })
  }
  for (const role of roles) seen.push(...(await readAll(vigie, tokens[role], [...ids, ...(await foundIds(vigie))])))
  assert.ok(seen.length > 200, `only ${seen.length} answers were read`)
  for (const [index, stream] of streams.entries())
    seen.push({ where: `the live stream of a ${roles[index]}`, text: stream.text() })
  assert.match(streams[0]?.text() ?? '', /incident-opened/)
  seen.push(
    { where: 'Slack', text: JSON.stringify(told.slack.messages) },
    { where: 'letters', text: JSON.stringify(told.smtp.mails) },
  )
  seen.push({ where: 'webhooks', text: JSON.stringify(told.sink.accepted.map(({ body }) => body)) })
  const { output } = await vigie.stop()
  seen.push({ where: 'the terminal', text: output })
  for (const file of globSync('{incidents,data/public,log}/**/*.{json,html,log,xml}', { cwd: vigie.folder }))
    seen.push({ where: file, text: readFileSync(join(vigie.folder, file), 'utf8') })
  assert.ok(
    seen.some(({ where }) => /^incidents\/.*\.json$/.test(where)) &&
      seen.some(({ where }) => where === 'log/vigie.log'),
  )
  seen.push(...stored(vigie))

  const leaks = seen.flatMap(({ where, text }) => {
    const trace = traces.find(one => text.includes(one))
    return trace === undefined
      ? []
      : [`${where}: …${text.slice(Math.max(0, text.indexOf(trace) - 60), text.indexOf(trace) + 40)}…`]
  })
  assert.deepEqual(leaks, [])
})

type Seen = { readonly where: string; readonly text: string }
/** The same over the API, and whatever else can be given a secret there. Answers the ids of what was made. */
async function fill(vigie: Vigie, told: Told, seen: Seen[]): Promise<string[]> {
  const checks = checksOf(told, 'the API').map(body => ['/api/v1/checks', JSON.parse(JSON.stringify(body))] as const)
  const webhooks = [`${told.sink.url}/${canary}?key=${canary}`, `http://127.0.0.1:${told.http}/${canary}/hook`]
  const made = [
    ...webhooks.map(url => ['/api/v1/webhooks', { url }] as const),
    ...checks,
    [
      '/api/v1/csp/providers',
      { id: 'other', kind: 'http', url: `http://127.0.0.1:${told.http}/${canary}?token=${canary}` },
    ] as const,
  ]
  const ids: string[] = []
  for (const [path, body] of made) {
    const answer = await ask(vigie, 'POST', path, { body })
    assert.equal(answer.status, 201, `${path} ${JSON.stringify(body)}: ${answer.text}`)
    seen.push({ where: `the answer to POST ${path}`, text: answer.text })
    const { id } = JSON.parse(answer.text)
    ids.push(String(id))
    if (path !== '/api/v1/checks') continue
    const changed = await ask(vigie, 'PUT', `${path}/${id}`, {
      body: {
        ...JSON.parse(answer.text).settings,
        name: `${id}`,
        kind: body.kind,
      },
    })
    assert.equal(changed.status, 200, changed.text)
    seen.push({ where: `the answer to PUT ${path}`, text: changed.text })
    const { url: _same, port: _other, ...elsewhere } = body
    const moved = { ...elsewhere, url: `http://127.0.0.1:${told.line}/`, port: told.http }
    const kept = Object.fromEntries(
      Object.entries(moved).filter(([name]) => name in body && !isSecret(body.kind, name)),
    )
    const refused = await ask(vigie, 'POST', `/api/v1/check-tries?like=${id}`, { body: kept })
    seen.push({ where: `trying ${body.name} elsewhere`, text: refused.text })
  }
  return ids
}

const isSecret = (kind: string, name: string): boolean => schemaOf(kind).properties?.[name]?.secret === true

type Answer = { readonly status: number; readonly text: string; readonly headers: string }

type Asking = { readonly body?: unknown; readonly token?: string }

async function ask(
  vigie: Vigie,
  method: string,
  path: string,
  { body, token = testAdminKey }: Asking = {},
): Promise<Answer> {
  const answer = await fetch(vigie.url + path, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text(), headers: JSON.stringify([...answer.headers]) }
}

async function items(vigie: Vigie, path: string): Promise<readonly Record<string, unknown>[]> {
  return (await vigie.get<{ items: Record<string, unknown>[] }>(`${path}?limit=500`)).items
}

async function signIn(vigie: Vigie): Promise<Record<(typeof roles)[number], string>> {
  const tokens: Record<string, string> = {}
  for (const role of roles) {
    const email = `${role}@example.test`
    assert.equal(
      (await ask(vigie, 'POST', '/api/v1/users', { body: { email, name: role, role, password } })).status,
      201,
    )
    await until(`${role} can come in`, async () => {
      const { status, text } = await ask(vigie, 'POST', '/api/v1/auth/login', { body: { email, password } })
      if (status === 200) tokens[role] = JSON.parse(text).token
      return status === 200
    })
  }
  return tokens as Record<(typeof roles)[number], string>
}

async function listen(vigie: Vigie, token: string) {
  const stopping = new AbortController()
  const answer = await fetch(`${vigie.url}/api/v1/live`, {
    headers: { authorization: `Bearer ${token}` },
    signal: stopping.signal,
  })
  let text = ''
  const reading = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
  }
  reading().catch(() => undefined)
  return { text: () => text, stop: () => stopping.abort() }
}

/** Of incidents, components, people and whatever else came to be. */
async function foundIds(vigie: Vigie): Promise<string[]> {
  const lists = ['/api/v1/incidents', '/api/v1/components', '/api/v1/users', '/api/v1/csp/providers']
  const found = await Promise.all(lists.map(async path => (await items(vigie, path)).slice(0, 3)))
  return found.flat().flatMap(({ id, slug, number }) => [id, slug, number].flatMap(one => (one ? [String(one)] : [])))
}

/** Every question that the API knows, and every page, with everything that could be filled in. */
async function readAll(vigie: Vigie, token: string, ids: readonly string[]): Promise<Seen[]> {
  const { paths } = await vigie.get<{ paths: Record<string, Record<string, unknown>> }>('/api/openapi.json')
  const pages = [
    '/',
    '/history',
    '/providers',
    '/feed.atom',
    '/feed.rss',
    '/calendar.ics',
    '/metrics',
    '/readyz',
    '/api/openapi.json',
  ]
  const asked = [...Object.keys(paths).filter(path => paths[path]?.get), ...pages]
  const seen: Seen[] = []
  for (const path of new Set(asked)) {
    if (path === '/api/v1/live' || (path.endsWith('/events') && !path.startsWith('/api'))) continue
    const filled = path.includes('{') ? ids.map(id => path.replace(/\{[a-z_]+\}/g, encodeURIComponent(id))) : [path]
    for (const one of filled) {
      const { text, headers } = await ask(vigie, 'GET', one, { token })
      seen.push({ where: `GET ${one}`, text: text + headers })
    }
  }
  return seen
}

/** Also what has to be used again: it is encrypted. */
function stored(vigie: Vigie): Seen[] {
  return globSync('data/*.db', { cwd: vigie.folder }).flatMap(file => {
    const database = new DatabaseSync(join(vigie.folder, file), { readOnly: true })
    const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all()
    const seen = tables.flatMap(({ name }) =>
      database
        .prepare(`select * from "${String(name)}"`)
        .all()
        .flatMap(row =>
          Object.entries(row).map(([column, value]) => ({ where: `${name}.${column}`, text: textOf(value) })),
        ),
    )
    database.close()
    return seen
  })
}

const textOf = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)
