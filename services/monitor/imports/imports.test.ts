import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { parse } from 'yaml'
import { checkFormats, ImportFile } from '../../../contracts/imports.ts'
import { ListChecks } from '../../../contracts/monitor/monitor.ts'
import type { CommandInput } from '../../../kit/cli/command.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { monitor } from '../service.ts'
import { gatusCondition, goSeconds } from './gatus-condition.ts'
import { writeImported } from './import-commands.ts'
import { planImport } from './plan-import.ts'

/** As Uptime Kuma 1.23 writes it, with fields left out that say nothing here. */
const kuma = JSON.stringify({
  version: '1.23.16',
  notificationList: [{ id: 1, name: 'Ops', active: true, config: '{}' }],
  proxyList: [],
  monitorList: [
    { id: 1, name: 'Core', type: 'group', active: true, parent: null },
    {
      ...{
        id: 2,
        name: 'Shop',
        type: 'http',
        url: 'https://shop.example.com/',
        method: 'GET',
        active: true,
        parent: 1,
      },
      ...{ interval: 30, retryInterval: 20, maxretries: 2, timeout: 24, maxredirects: 0, ignoreTls: true },
      ...{ accepted_statuscodes: ['200-299', '401'], headers: '{"x-key":"k"}', body: null, upsideDown: false },
    },
    {
      id: 3,
      name: 'Words',
      type: 'keyword',
      url: 'http://a.example/',
      keyword: 'fatal',
      invertKeyword: true,
      active: 1,
    },
    {
      ...{ id: 4, name: 'Json', type: 'json-query', url: 'http://a.example/', active: true },
      ...{
        jsonPath: '$.db.state',
        expectedValue: 'up',
        authMethod: 'basic',
        basic_auth_user: 'u',
        basic_auth_pass: 'p',
      },
    },
    { id: 5, name: 'DB', type: 'port', hostname: 'db.example.com', port: 5432, active: true },
    { id: 6, name: 'Edge', type: 'ping', hostname: 'edge.example.com', active: true },
    {
      ...{ id: 7, name: 'Names', type: 'dns', hostname: 'example.com', dns_resolve_server: '1.1.1.1', port: 53 },
      ...{ dns_resolve_type: 'MX', active: true },
    },
    { id: 8, name: 'Backup', type: 'push', interval: 3600, pushToken: 'short', active: true },
    { id: 9, name: 'Paused', type: 'http', url: 'http://b.example', active: false },
    { id: 10, name: 'Container', type: 'docker', active: true },
    { id: 11, name: 'Shop', type: 'http', url: 'http://c.example', active: true },
    { id: 12, name: 'Wrong', type: 'http', url: 'shop', active: true },
  ],
})

const gatus = `
alerting: { slack: { webhook-url: "https://hooks.example.com" } }
endpoints:
  - name: front-end
    group: core
    url: "https://twin.example/health"
    interval: 1m30s
    headers: { accept: application/json }
    client: { insecure: true, timeout: 5s, ignore-redirect: true }
    alerts: [{ type: slack }]
    conditions:
      - "[STATUS] == any(200, 204)"
      - "[BODY].status == UP"
      - "[RESPONSE_TIME] < 150"
      - "[CERTIFICATE_EXPIRATION] > 48h"
      - "len([BODY].items) > 3"
  - { name: dns, url: "8.8.8.8", dns: { query-name: "example.com.", query-type: A }, conditions: ["[BODY] == 93.184.216.34", "[DNS_RCODE] == NOERROR"] }
  - { name: redis, url: "tcp://127.0.0.1:6379", conditions: ["[CONNECTED] == true"] }
  - { name: edge, url: "icmp://edge.example.com", conditions: ["[CONNECTED] == true"] }
  - { name: socket, url: "wss://example.com/" }
  - { name: off, url: "https://example.com", enabled: false }
`

const rowsOf = (format: (typeof checkFormats)[number], text: string, watched: string[] = []) =>
  planImport(format, text, new Set(watched)).rows.map(row => ({ ...row, check: row.check ?? null }))

test('monitors of Uptime Kuma become checks; what is not taken over is said', () => {
  const rows = rowsOf('uptime-kuma', kuma, ['edge'])
  assert.deepEqual(
    rows.map(({ name, action }) => `${name} ${action}`),
    [
      ...['Core skip', 'Shop create', 'Words create', 'Json create', 'DB create', 'Edge skip', 'Names create'],
      ...['Backup create', 'Paused create', 'Container skip', 'Shop error', 'Wrong error'],
    ],
  )
  const [, shop, words, json, db, , names, backup, paused] = rows.map(({ check }) => check)
  assert.deepEqual(shop, {
    ...{ name: 'Shop', group: 'Core', url: 'https://shop.example.com/', method: 'GET', headers: { 'x-key': 'k' } },
    ...{ expected_status: ['200-299', 401], max_redirects: 0, follow_redirects: false, tls: { verify: false } },
    ...{ interval: 30, timeout: 24, failure_threshold: 3, recheck: 20 },
  })
  assert.equal(words?.keyword_absent, 'fatal')
  assert.deepEqual([json?.conditions, json?.username, json?.password], [["body.db.state == 'up'"], 'u', 'p'])
  assert.deepEqual(db, { name: 'DB', kind: 'tcp', host: 'db.example.com', port: 5432, interval: 60 })
  assert.deepEqual(names, {
    name: 'Names',
    kind: 'dns',
    host: 'example.com',
    type: 'MX',
    server: '1.1.1.1:53',
    interval: 60,
  })
  assert.deepEqual(paused, { name: 'Paused', url: 'http://b.example', interval: 60, paused: true })
  assert.deepEqual(backup, { name: 'Backup', kind: 'heartbeat', every: 3600 })
  assert.match(rows.at(-1)?.reason ?? '', /url/)
})

test('a sort of monitor that is the name of something in JavaScript is one that there is not', () => {
  for (const type of ['constructor', 'hasOwnProperty', '__proto__', 'valueOf']) {
    const { rows } = planImport('uptime-kuma', JSON.stringify({ monitorList: [{ id: 1, name: 'a', type }] }), new Set())
    assert.equal(rows[0]?.reason, `there is no check like "${type}" here`)
  }
})

test('endpoints of Gatus become checks with its conditions in our words, each with its line', () => {
  const rows = rowsOf('gatus', gatus)
  assert.deepEqual(
    rows.map(({ name, action, line }) => `${name} ${action} ${line}`),
    ['front-end create 4', 'dns create 17', 'redis create 18', 'edge create 19', 'socket error 20', 'off create 21'],
  )
  const [front, dns, redis, edge] = rows
  assert.deepEqual(front?.check, {
    ...{
      name: 'front-end',
      group: 'core',
      url: 'https://twin.example/health',
      headers: { accept: 'application/json' },
    },
    ...{ tls: { verify: false }, follow_redirects: false, interval: 90, timeout: 5, expected_status: [200, 204] },
    conditions: ["body.status == 'UP'", 'response_ms < 150', 'certificate_days > 2'],
  })
  assert.match(front?.reason ?? '', /alerts were left out; condition "len\(\[BODY\]\.items\) > 3" has no counterpart/)
  assert.deepEqual(dns?.check?.conditions, ["values contains '93.184.216.34'"])
  assert.deepEqual([redis?.check?.port, edge?.check?.kind], [6379, 'ping'])
})

test('conditions of Gatus', () => {
  const said = (text: string) => gatusCondition(text, 'http')
  assert.deepEqual(said('[STATUS] < 300'), { condition: 'status < 300' })
  assert.deepEqual(said("[BODY].name == pat(it's *.ok)"), { condition: "body.name matches '(?s)^it''s .*\\.ok$'" })
  assert.deepEqual(said('[BODY].n == 4'), { condition: 'body.n == 4' })
  assert.deepEqual(said('[IP] == any(10.0.0.1, 10.0.0.2)'), {
    condition: "ip matches '^(10\\.0\\.0\\.1|10\\.0\\.0\\.2)$'",
  })
  assert.ok('unknown' in said('[DOMAIN_EXPIRATION] > 720h'))
  assert.deepEqual([goSeconds('1h30m'), goSeconds('250ms'), goSeconds('5'), goSeconds('x')], [5400, 0.25, null, null])
})

test('the plain config.yaml is taken over service by service', () => {
  const rows = rowsOf(
    'asl',
    'slack: {}\nservices:\n  - { name: A, url: "https://a.example" }\n  - { name: B }\n  - { name: C, kind: htp }\n',
  )
  assert.deepEqual(
    rows.map(({ name, action, line }) => [name, action, line]),
    [
      ['A', 'create', 3],
      ['B', 'error', 4],
      ['C', 'error', 5],
    ],
  )
})

const broken: Readonly<Record<string, string>> = {
  'a: b: c\n': 'line 1: a value contains ": " (put the value in quotes)',
  'services:\n\t- a\n': 'line 2: a tab is used for indentation (use spaces)',
  'services: [*x]\n': 'line 1: the alias *x has no anchor &x before it (a text that starts with * needs quotes)',
  'services:\n  - &a { x: *a }\n': 'line 2: is nested too deeply',
  'services:\n  - url: a\n    url: b\n': 'line 3: "url" is written twice (first in line 2)',
  'services:\n  - name: "a\n': 'line 2: the quote " is opened here and not closed',
}

for (const [text, said] of Object.entries(broken))
  test(`of the broken file ${JSON.stringify(text)} it is said where and why`, () => {
    const message = `the file is not valid YAML: ${said}`
    assert.throws(() => planImport('asl', text, new Set()), { code: 'monitor.bad-import', message })
  })

test('a backup that is no JSON is told by its place', () => {
  const message = 'the file is not valid JSON: line 2, column 1'
  assert.throws(() => planImport('uptime-kuma', '{ "monitorList": [\n', new Set()), { message })
})

test('over HTTP: a dry run changes nothing, the run makes checks, and a second one finds them', async t => {
  const host = await testHost(t, { services: [monitor], config: { services: [] } })
  const ask = (dry_run: boolean) =>
    host.call(ImportFile, {
      body: { format: 'gatus', content: gatus.replaceAll('https://', 'http://127.0.0.1:1/'), dry_run },
    })
  const planned = await ask(true)
  assert.deepEqual([planned.created, planned.skipped, planned.errors, planned.dry_run], [5, 0, 1, true])
  assert.equal((await host.call(ListChecks)).items.length, 0)
  assert.equal((await ask(false)).created, 5)
  assert.equal((await host.call(ListChecks)).items.length, 5)
  assert.deepEqual([(await ask(false)).created, (await ask(true)).skipped], [0, 5])
  const none = host.call(ImportFile, { body: { format: 'uptime-kuma', content: '{}' } })
  await assert.rejects(none, { code: 'monitor.bad-import' })
})

test('the command writes a vigie.yaml for the owner, never over another one', t => {
  const at = mkdtempSync(join(tmpdir(), 'vigie-import-'))
  t.after(() => rmSync(at, { recursive: true, force: true }))
  writeFileSync(join(at, 'kuma.json'), kuma)
  const printed: string[] = []
  const run = (options: CommandInput['options']) => {
    const print = (line: string) => printed.push(line)
    return writeImported({ args: [join(at, 'kuma.json')], options, print }, 'uptime-kuma')
  }
  assert.equal(run({ dryRun: true }), 1)
  assert.match(printed.join('\n'), /create check Shop\n[\s\S]*8 to create, 2 skipped, 2 that cannot be taken over/)
  run({})
  const file = join(at, 'vigie.yaml')
  assert.equal(parse(readFileSync(file, 'utf8')).services.length, 8)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.throws(() => run({}), { code: 'monitor.file-exists' })
})

test('the command reads the database of Uptime Kuma too, which version 2 has instead of a backup', t => {
  const at = mkdtempSync(join(tmpdir(), 'vigie-import-'))
  t.after(() => rmSync(at, { recursive: true, force: true }))
  const file = join(at, 'kuma.db')
  const database = new Database(file)
  database.pragma('journal_mode = WAL')
  database.exec(`create table monitor (id integer, name text, active boolean, type text, url text, interval integer,
    maxretries integer, retry_interval integer, ignore_tls boolean, accepted_statuscodes_json text, parent integer,
    push_token text, keyword text, invert_keyword boolean, timeout double)`)
  const add = database.prepare(`insert into monitor (id, name, active, type, url, interval, maxretries, retry_interval,
    ignore_tls, accepted_statuscodes_json, parent, push_token, keyword, invert_keyword, timeout)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  add.run(1, 'Core', 1, 'group', null, 60, 0, 0, 0, '[]', null, null, null, 0, 0)
  add.run(2, 'Boutique', 1, 'keyword', 'https://b.example/', 30, 2, 20, 1, '["200-299"]', 1, null, 'fatal', 1, 24)
  add.run(3, 'Nightly', 0, 'push', null, 3600, 0, 0, 0, '[]', null, 'abcdefghij0123456789', null, 0, 0)
  // It is open still, as that of a program that runs.
  const printed: string[] = []
  const print = (line: string) => printed.push(line)
  assert.equal(writeImported({ args: [file], options: {}, print }, 'uptime-kuma'), 0)
  database.close()
  assert.deepEqual(parse(readFileSync(join(at, 'vigie.yaml'), 'utf8')).services, [
    {
      ...{ name: 'Boutique', group: 'Core', url: 'https://b.example/', expected_status: '200-299' },
      ...{ tls: { verify: false }, keyword_absent: 'fatal' },
      ...{ interval: 30, timeout: 24, failure_threshold: 3, recheck: 20 },
    },
    { name: 'Nightly', kind: 'heartbeat', every: 3600, token: 'abcdefghij0123456789', paused: true },
  ])
  const other = new Database(join(at, 'other.db'))
  other.exec('create table things (id integer)')
  other.close()
  const wrong = () => writeImported({ args: [join(at, 'other.db')], options: {}, print }, 'uptime-kuma')
  assert.throws(wrong, { code: 'monitor.bad-import' })
})

/** Whatever means something in YAML. */
const yamlSigns = [
  'a',
  'services: ',
  '- ',
  ': ',
  '\n',
  '  ',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ', ',
  '"',
  "'",
  '*x',
  '&x ',
  '!t ',
  '|',
  '>',
  '%YAML 3',
  '---',
  '...',
  '#',
  '@',
  '`',
  '? ',
  '<<: ',
]

test('no file makes a reader throw anything but a refusal, and what it would create is sound', () => {
  const monitorOf = fc.record(
    {
      ...{
        name: fc.string(),
        type: fc.constantFrom('http', 'port', 'dns', 'push', 'keyword', 'json-query', 'group', 'x'),
      },
      ...{ url: fc.oneof(fc.webUrl(), fc.anything()), hostname: fc.oneof(fc.domain(), fc.anything()) },
      ...{ port: fc.anything(), interval: fc.anything(), headers: fc.anything(), accepted_statuscodes: fc.anything() },
    },
    { requiredKeys: [] },
  )
  const files = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(monitorOf).map(monitorList => JSON.stringify({ monitorList })),
    fc.array(monitorOf).map(endpoints => JSON.stringify({ endpoints })),
    fc.array(monitorOf).map(services => JSON.stringify({ services })),
    fc.tuple(fc.nat(gatus.length), fc.string()).map(([at, text]) => gatus.slice(0, at) + text + gatus.slice(at + 1)),
    fc.array(fc.constantFrom(...yamlSigns), { maxLength: 12 }).map(signs => signs.join('')),
  )
  fc.assert(
    fc.property(fc.constantFrom(...checkFormats), files, (format, text) => {
      try {
        for (const { action, check } of planImport(format, text, new Set()).rows)
          assert.ok(action !== 'create' || check)
      } catch (thrown) {
        assert.ok(thrown instanceof Refusal, String(thrown))
      }
    }),
    { numRuns: 1_000 },
  )
})
