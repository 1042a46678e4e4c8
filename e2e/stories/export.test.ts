import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse, stringify } from 'yaml'
import { ExportConfig } from '../../contracts/monitor/check-authoring.ts'
import { CreateCheck } from '../../contracts/monitor/monitor.ts'
import { CreateProvider } from '../../contracts/providers.ts'
import { loadConfig } from '../../kit/config/load.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { testHost } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'

const shop = {
  name: 'Shop: “été” & co',
  kind: 'http',
  url: 'https://shop.example.test/health?a=1#x',
  method: 'POST',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a keyword may look like a variable and is none
  keyword: '{"q": "${NOT_A_VARIABLE}"}\n- yes: no\n',
  expected_status: [200, '3xx'],
  conditions: ["body.status == 'ok'", 'response_ms < 500'],
  group: 'on',
  critical: true,
  depends_on: ['Database', 'provider:acme'],
  interval: '90s',
  degraded_above: '1500ms',
}
const secrets = { bearer_token: 'hush', body: 'hush', headers: { 'X-Tenant': 'hush' } }
const database = { name: '42', kind: 'tcp', host: 'db.example.test', port: 5432, paused: true }
const backup = { name: 'Backup', kind: 'heartbeat', every: '24h', grace: '1h' }
const acme = { id: 'acme', kind: 'statuspage', url: 'https://status.acme.test', regions: ['eu-*'], critical: true }

test('what was made by hand is written out as a file that is sound and says the same', async t => {
  const host = await testHost(t, { services, clock: testClock(Date.now()), bus: 'kind' })
  for (const check of [{ ...shop, ...secrets }, database, backup]) await host.call(CreateCheck, { body: check })
  await host.call(CreateProvider, { body: { id: 'cloudflare' } })
  await host.call(CreateProvider, { body: acme })
  const answer = await host.host.app.inject({
    method: 'GET',
    url: ExportConfig.path,
    headers: { authorization: 'Bearer vg_admin_test-key-for-one-process-only' },
  })
  assert.doesNotMatch(answer.body, /hush/)
  const directory = mkdtempSync(join(tmpdir(), 'vigie-export-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  writeFileSync(join(directory, 'vigie.yaml'), answer.body)
  const [, named = ''] = /^# Secrets are left out\. .*: (.+)$/m.exec(answer.body) ?? []
  const environment = Object.fromEntries(named.split(' ').map(name => [name, 'hush']))
  const loaded = loadConfig({ directory, environment, services })
  assert.ok(loaded.ok, JSON.stringify(loaded))
  const monitored = loaded.values.get('monitor') as { services: readonly object[] }
  const common = { ...{ interval: 90, degraded_above: 1.5 }, ...secrets }
  const [first = {}, ...others] = monitored.services
  for (const [name, value] of Object.entries({ ...shop, ...common })) {
    assert.deepEqual(first[name as keyof typeof first], value, name)
  }
  const [second, third] = others
  for (const [name, value] of Object.entries(database)) assert.deepEqual(second?.[name as keyof typeof second], value)
  assert.deepEqual(
    Object.entries(third ?? {}).filter(([name]) => name === 'every' || name === 'grace'),
    [
      ['every', 86_400],
      ['grace', 3_600],
    ],
  )
  const provided = loaded.values.get('providers') as { providers: readonly unknown[] }
  assert.deepEqual(provided.providers, [acme, 'cloudflare'])
})

test('of very many it is the same file as in one piece', async t => {
  const host = await testHost(t, { services, clock: testClock(Date.now()), bus: 'kind' })
  for (let i = 0; i < 45; i += 1) await host.call(CreateCheck, { body: { ...database, name: `Database ${i}` } })
  for (let i = 0; i < 45; i += 1) await host.call(CreateProvider, { body: { ...acme, id: `acme-${i}` } })
  const headers = { authorization: 'Bearer vg_admin_test-key-for-one-process-only' }
  const { body } = await host.host.app.inject({ method: 'GET', url: ExportConfig.path, headers })
  const { services: checks, providers } = parse(body) as { services: { name: string }[]; providers: { id: string }[] }
  assert.equal(body.replaceAll(/^# .*\n/gm, ''), stringify({ services: checks, providers }, { lineWidth: 0 }))
  assert.deepEqual(
    checks.map(({ name }) => name),
    Array.from({ length: 45 }, (_, i) => `Database ${i}`),
  )
  assert.equal(new Set(providers.map(({ id }) => id)).size, 45)
})
