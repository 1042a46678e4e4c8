import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { demoWorld } from './demo/demo-world.ts'
import { type LoadedConfig, loadConfig } from './kit/config/load.ts'
import { outbox } from './kit/messaging/outbox.ts'
import { systemClock } from './kit/runtime/clock.ts'
import { silentLog } from './kit/runtime/log.ts'
import { type Host, startHost } from './kit/service/host.ts'
import type { Operation } from './kit/service/operation.ts'
import { openServiceForWriting } from './kit/store/service-store.ts'
import { testClock } from './kit/testing/clock.ts'
import { type Ask, longestList, pathsOf, queriesOf, questionsOf } from './kit/testing/every-question.ts'
import { multiplyRows, type Row } from './kit/testing/multiply-rows.ts'
import { type RowCounts, rowCounts } from './kit/testing/row-counts.ts'
import { until } from './kit/testing/until.ts'
import { services } from './main.ts'

/** No query that somebody waits for returns more rows, and no answer has a longer list. */
const most = 1_000
/** So many more rows has each table, and so many more belong to one thing. */
const rows = 1_500
const admin_key = 'vg_admin_test-key-for-one-process-only'
const at = '2026-01-05T08:00:00.000Z'

/** First rows of tables that neither the demo nor a moment of work fills. */
const samples: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  monitor: {
    maintenance_window: { maintenance_id: 'm', starts_at: at, ends_at: at, components: '[]', revision: 1 },
  },
  communications: { used_link: { id: 'l', expires_at: at } },
  identity: {
    recovery_code: { user_id: 'u', sha256: 's' },
    mail_token: { sha256: 's', user_id: 'u', kind: 'reset', expires_at: at, invited_by: null },
  },
  access: { revoked_session: { session_id: 's', at } },
  reports: { blind_time: { from_minute: 1, to_minute: 2 } },
  providers: {
    provider_event: {
      ...{ provider: 'paylane', id: 'e', kind: 'incident', title: 'Slow', phase: 'investigating', impact: 'minor' },
      ...{ components: '[]', regions: '[]', updates: '[]', stale: 0, in_scope: 1, active: 1, sort_at: at },
    },
    provider_signal: {
      ...{ signal: 'provider:paylane:website', provider: 'paylane', component: 'website', episode: null, sequence: 1 },
      ...{ state: 'up', impact: 'none', level: 'none', summary: '', started_at: at, detected_at: at },
    },
  },
  edge: {
    client: { name: 'acme', origin: 'api', place: null, created_at: at },
    client_key: { id: 'k', client: 'acme', sha256: 's', origin: 'api', created_at: at, expires_at: null },
    link: {
      edge: 'plant',
      clients: '["acme"]',
      fingerprint: 'f',
      expires_at: at,
      accepted: 0,
      duplicates: 0,
      refused: 0,
      sequence: 0,
    },
    device: { client: 'acme', id: 'd', type: null, source: 'push', units: '{}', first_seen_at: at, last_seen_at: at },
    anomaly: {
      ...{ id: 'a', client: 'acme', object: 'd', metric: 'temperature', unit: null, value: 30, rule: 'temperature' },
      ...{ sentence: 'x', at, ended_at: null, signal: 'edge:acme:d:temperature', episode: 'e', sequence: 1 },
    },
  },
  functions: {
    run: {
      id: 'r',
      function: 'echo',
      trigger: 'http',
      state: 'succeeded',
      attempt: 1,
      level: 'container',
      started_at: at,
      duration_ms: 1,
      http_status: 200,
      output: 'x',
      logs: 'x',
      reason: null,
      correlation_id: 'r',
      input: null,
      reference: null,
    },
    schedule: {
      id: 'daily',
      definition: JSON.stringify({
        ...{ id: 'daily', function: 'daily', cron: '0 8 * * *', time_zone: 'UTC', catch_up: 'last', overlap: 'skip' },
        ...{ catch_up_window_ms: 1, jitter_ms: 0, grace_ms: 1, component: 'functions' },
        reason: { code: 'functions.schedule-gone' },
      }),
      settled_until: 1,
      trouble: null,
      sequence: 0,
    },
    occurrence: { schedule: 'daily', due_at: at, state: 'on_time', run_id: 'r', reason: null, open: 0, deadline: null },
    file: {
      ...{ id: 'f', participant: 'US1', name: 'input.csv', sha256: 'x', bytes: 1, state: 'processed', at },
      ...{ rows_in: 1, clean: 1, duplicate: 0, rejected: 0, blank: 0, output: null, rejects: null, run_id: null },
    },
    participant: { name: 'US1', trouble: null, sequence: 0 },
    keyed_call: { key: 'k', request: 'r', at, status: null, headers: null, body: null },
  },
  flags: { gone_environment: { project: 'p', name: 'e', revision: 1 } },
  metrics: {
    source_state: {
      ...{ source: 'website', failures: 0, accepted: 0, duplicates: 0, refused: 0, problems: '[]', validators: '{}' },
      upcoming: '[{"name":"website","labels":{},"at":1,"value":1}]',
    },
    telemetry_series: { tenant: 'default', name: 'website', labels: '{}', class: '', first_at: 1, last_at: 1 },
  },
}
/** Tables that stay empty here: why. */
const empty: Readonly<Record<string, string>> = {
  'monitor.read_copy': 'no maintenance',
  'incidents.read_copy': 'copies nothing by it',
  'identity.read_copy': 'copies nothing',
  'access.read_copy': 'has a copy of its own',
  'metrics.export_state': 'one row for each target of the file, read by its name',
  'metrics.read_copy': 'copies nothing',
  'metrics.telemetry_chunk': 'read by series and time, both of which are asked for',
  'metrics.telemetry_rollup': 'read by series and time, both of which are asked for',
  'metrics.telemetry_segment': 'filled by a restore alone',
  'metrics.telemetry_state': 'one row',
  'monitor.result_chunk': 'packed results, read by check and time; those of tests lie in the journal still',
  'edge.authority': 'one row',
  'edge.enrolment': 'one row for each edge, read by the hash of its token',
  'edge.export_state': 'one row',
  'edge.own_certificate': 'one row for each cloud, read by its address',
  'edge.rule_state': 'read into memory at the start, in pages',
  'edge.telemetry_series': 'read into memory at the start, in pages',
  'edge.telemetry_chunk': 'read by series and block of time',
  'edge.telemetry_rollup': 'read by series and span of time',
  'edge.telemetry_state': 'one row',
  'edge.telemetry_segment': 'rows of a restore alone',
  'edge.read_copy': 'copies nothing',
  'functions.read_copy': 'copies nothing',
  'functions.deployment': 'one row for each function, read into memory at the start',
  'functions.secret': 'one row for each secret, read into memory at the start',
  'flags.scheduled_change': 'read as change_request is, by one class',
  'flags.ramp': 'read as change_request is, by one class',
  'reports.surge': 'one row a component, read at the start',
  'reports.judged': 'one row',
}
/** Tables whose rows are not copied: why. */
const kept: Readonly<Record<string, string>> = {
  'monitor.result_batch': 'copies would be results of one moment, and a page never ends within a moment',
}
/** Operations that nobody gets an answer of here, as beginnings of their names: why. */
const unasked: Readonly<Record<string, string>> = {
  BeginOidc: 'no OpenID provider is configured',
  FinishOidc: 'no OpenID provider is configured',
  GetProcessedData: 'needs the key of a client',
  GetClientStatistics: 'needs the key of a client',
  GetFunction: 'no stack is configured',
  GetDeployment: 'no stack is configured',
  GetHeartbeat: 'needs a secret token',
  ListPresentSignals: 'for services of the cluster',
  ExtractMinutes: 'needs a time in its path',
  PrometheusQuery: 'needs an expression',
  PrometheusRange: 'needs an expression',
  PrometheusSeries: 'needs a selector',
  ShowAcknowledgement: 'needs a secret token',
  ShowChartFrame: 'no chart of the file is public',
  ShowChartPageIn: 'no chart of the file is public',
  ShowChartsPage: 'no chart of the file is public',
  ShowCommits: 'no repository is configured',
  ShowConfirmation: 'needs a secret token',
  ShowUnsubscription: 'needs a secret token',
  ShowContact: 'no contact form is configured',
  ShowHistogramme: 'no forecast is configured',
  ShowRapport: 'no forecast is configured',
  ShowTawarano: 'no forecast is configured',
  ShowNotFoundPage: 'is no answer',
  ShowSubscribeSent: 'no mail server is configured',
}
/** Begins what it names. */
const beginningOf = (name: string): string | undefined => Object.keys(unasked).find(one => name.startsWith(one))
/** What may be longer: why. The name of an operation, and of the table that is read or the list that is answered. */
const longer: Readonly<Record<string, string>> = {
  'ExportIncidents: ': 'a file, written page by page',
  'GetEvaluationCounts: .hours': 'ninety days of hours, read in portions',
  'ListFlagProjects: .items[].environments': 'from memory, where they are anyway',
}

/** Its answer has an end, but not before it is told to. */
const isStream = ({ content }: Operation): boolean => content === 'text/event-stream'

type Full = {
  readonly host: Host
  readonly ask: Ask
  readonly names: readonly string[]
  /** What a query must name. */
  readonly required: Readonly<Record<string, string>>
  readonly counts: RowCounts
}

async function fillWithDemo(data: string, loaded: LoadedConfig): Promise<void> {
  const clock = systemClock()
  for (const service of services) {
    const store = await openServiceForWriting(service, { data })
    const { settings, placeOf, values } = loaded
    const publish = outbox(service.name, store, clock)
    const config = values.get(service.name)
    await service.demo?.({ store, publish, clock, log: silentLog(), settings, config, placeOf, now: clock.now() })
    await store.close()
  }
  clock.stop()
}

type Worked = { readonly token: string; readonly session: string; readonly incident: string }

/** What people do in a moment, and what the services make of it. */
async function work(data: string, configuration: LoadedConfig): Promise<Worked> {
  const clock = systemClock()
  const host = await startHost({ services, configuration, data, log: silentLog(), clock, admin_key })
  const send = async (method: 'POST' | 'PUT', url: string, body: object, token = admin_key) => {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await host.app.inject({ method, url, payload: body, headers })
    assert.ok(answer.statusCode < 300, `${url} answered ${answer.statusCode}: ${answer.body}`)
    return JSON.parse(answer.body) as { id: string; token: string; number: string }
  }
  const account = { email: 'ana@example.test', password: 'correct horse battery staple 42' }
  const ana = await send('POST', '/api/v1/users', { ...account, name: 'Ana', role: 'admin' })
  const { token } = await send('POST', '/api/v1/auth/login', account)
  await send('POST', '/api/v1/api-keys', { name: 'script', role: 'viewer' }, token)
  await send('POST', '/api/v1/webhooks', { url: 'https://hooks.example.test/vigie' })
  const incident = { title: 'Payments fail', impact: 'major', components: ['website'] }
  const { id, number } = await send('POST', '/api/v1/incidents', incident, token)
  await send('POST', `/api/v1/incidents/${id}/follow`, {}, token)
  for (const body of ['# Half', '# Whole']) await send('POST', `/api/v1/incidents/${id}/postmortem`, { body }, token)
  await send('POST', '/api/v1/reports', { component: 'website', category: 'errors', comment: 'Nothing works' })
  await send('POST', '/api/v1/sources', { name: 'website', kind: 'push' })
  await send('POST', '/api/v1/charts', { name: 'website', series: 'website' })
  await send('PUT', `/api/v1/flags/projects/default/members/${ana.id}`, { role: 'editor' }, token)
  const me = await host.app.inject({
    method: 'GET',
    url: '/api/v1/auth/me',
    headers: { authorization: `Bearer ${token}` },
  })
  let bare: string[] = []
  const isFilled = async () => {
    bare = await emptyTables(host)
    return bare.length === 0
  }
  try {
    await until('every table has a row', isFilled, { within_s: 180 })
  } catch (thrown) {
    throw new Error(`tables without rows: ${bare.join(', ')}`, { cause: thrown })
  } finally {
    await host.stop()
    clock.stop()
  }
  return { token, incident: number, session: (JSON.parse(me.body) as { session_id: string }).session_id }
}

async function emptyTables(host: Host): Promise<string[]> {
  const found: string[] = []
  for (const { name } of services) {
    const db = host.store(name).query<Record<string, Record<string, unknown>>>()
    for (const table of await db.introspection.getTables()) {
      const isExcused = `${name}.${table.name}` in empty || samples[name]?.[table.name] || ofTheKit.test(table.name)
      if (isExcused) continue
      if (!(await db.selectFrom(table.name).selectAll().limit(1).executeTakeFirst()))
        found.push(`${name}.${table.name}`)
    }
  }
  return found
}

const ofTheKit = /^(kysely_.*|sealed_column|outbox|relay_.*|parked_event|handled_event|job)$/

async function startFull(t: TestContext): Promise<Full> {
  const data = mkdtempSync(join(tmpdir(), 'vigie-bounded-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const file = join(data, 'vigie.yaml')
  writeFileSync(file, demoWorld.configuration('http://127.0.0.1:9', 'en'))
  const loaded = loadConfig({ file, directory: data, environment: {}, services })
  assert.ok(loaded.ok)
  await fillWithDemo(data, loaded)
  const { token, session, incident } = await work(data, loaded)
  const names = new Set(['website', 'website.svg', new Date().toISOString().slice(0, 7), session])
  const bare: string[] = []
  for (const { name } of services) {
    const multiplied = multiplyRows(join(data, `${name}.db`), rows, {
      ...{ samples: samples[name] ?? {}, keeps: (table: string) => `${name}.${table}` in kept },
    })
    for (const parent of multiplied.parents) names.add(parent)
    bare.push(...multiplied.empty.map(table => `${name}.${table}`))
  }
  // Some of those that are excused get a row when a minute begins meanwhile.
  assert.deepEqual(
    bare.filter(table => !(table in empty)),
    [],
    'tables without rows',
  )
  const counts = rowCounts()
  const host = await startHost({
    ...{ services, configuration: loaded, data, log: silentLog(), clock: testClock(Date.now()), admin_key },
    // What so many things would begin to do is another matter; pages are made of what this one has read.
    ...{ isIdle: (service: string) => service !== 'pages', wrapStore: counts.wrapStore },
  })
  t.after(() => host.stop())
  const askAs = (key: string, url: string) =>
    host.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${key}` } })
  const ask = async (url: string) => {
    const answer = await askAs(admin_key, url)
    const { statusCode, body } =
      answer.statusCode === 403 || answer.statusCode === 404 ? await askAs(token, url) : answer
    return { status: statusCode, body }
  }
  const [from, to] = [-15, 15].map(days => new Date(Date.now() + days * 86_400_000).toISOString())
  return { host, ask, names: [...names], counts, required: { from: from ?? '', to: to ?? '', incident } }
}

/** What of an operation is longer than it may be, each as `Operation: table or list`. */
async function lengths(
  operation: Operation,
  { ask, names, counts, required }: Full,
): Promise<{ long: string[]; answered: boolean }> {
  const long = new Set<string>()
  let answered = false
  const paths = await pathsOf(operation, ask, names)
  counts.take(most)
  for (const path of paths) {
    for (const query of queriesOf(operation, required)) {
      const { status, body } = await ask(query === '' ? path : `${path}?${query}`)
      if (status === 404) break
      answered ||= status < 400
      const list = /^[[{]/.test(body) ? longestList(JSON.parse(body)) : { length: 0, at: '' }
      // Of what happens by itself there may be more in a timeline than people may write.
      if (list.length > most && !list.at.endsWith('timeline')) long.add(`${operation.name}: ${list.at}`)
    }
  }
  for (const { service, sql } of counts.take(most)) {
    const table = /\bfrom "(?:\w+"\.")?(\w+)"/.exec(sql)?.[1] ?? sql
    long.add(`${operation.name}: ${service}.${table}`)
  }
  return { long: [...long], answered }
}

test('no question makes a query return very many rows, or is answered by a very long list', async t => {
  const full = await startFull(t)
  const long: string[] = []
  const silent: string[] = []
  for (const operation of questionsOf(full.host)) {
    if (isStream(operation)) continue
    const found = await lengths(operation, full)
    long.push(...found.long)
    if (!found.answered) silent.push(operation.name)
  }
  assert.deepEqual(
    [long.filter(one => !(one in longer)), Object.keys(longer).filter(one => !long.includes(one))],
    [[], []],
    'longer than they may be, and excuses that nobody needs',
  )
  assert.deepEqual(
    [
      silent.filter(name => !beginningOf(name)),
      Object.keys(unasked).filter(one => !silent.some(name => beginningOf(name) === one)),
    ],
    [[], []],
    'operations that nobody got an answer of, and excuses that nobody needs',
  )
})

test('whoever takes the first of several rows asks for one', () => {
  const sources = globSync('{kit,services}/**/*.ts', { cwd: import.meta.dirname })
  const wrong = sources.flatMap(file => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8')
    return [...text.matchAll(/\.executeTakeFirst\(\)/g)].flatMap(({ index }) => {
      const begin = Math.max(...['await ', 'return ', '\n\n', '=> '].map(word => text.lastIndexOf(word, index)))
      const statement = text.slice(begin, index)
      return statement.includes('.orderBy(') && !statement.includes('.limit(1)') ? [`${file}: ${statement}`] : []
    })
  })
  assert.deepEqual(wrong, [])
})
