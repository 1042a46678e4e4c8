import assert from 'node:assert/strict'
import { readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { GetCheckDefinition, PauseCheck, ResumeCheck } from '../../../contracts/monitor/check-authoring.ts'
import { CreateCheck, GetCheck, UpdateCheck } from '../../../contracts/monitor/monitor.ts'
import { missingOf } from '../../../kit/secrets/missing-secrets.ts'
import { unreadableSecrets } from '../../../kit/secrets/seal-columns.ts'
import type { Refusal } from '../../../kit/service/errors.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type TestHost, testHost } from '../../../kit/testing/host.ts'
import { startTarget } from '../../../kit/testing/target.ts'
import { monitor } from '../service.ts'
import { secrets } from './secrets.ts'

const canaries = ['canary-password', 'canary-header', 'canary-query', 'canary-body', 'canary-token']
const [password = '', header = '', query = '', body = '', token = ''] = canaries

const bytesIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

/** Everything that the tables of the service hold, as text. */
async function textOfTables({ host }: TestHost): Promise<string> {
  const db = host.store('monitor').query()
  const texts: string[] = []
  for (const { schema, name } of await db.introspection.getTables()) {
    const table = sql.table(schema ? `${schema}.${name}` : name)
    texts.push(JSON.stringify((await sql`select * from ${table}`.execute(db)).rows))
  }
  return texts.join('\n')
}

const none = (text: string): void => {
  for (const canary of canaries) assert.ok(!text.includes(canary), canary)
}

const make = ({ call }: TestHost, fields: Record<string, unknown> & { name: string }) =>
  call(CreateCheck, { body: fields })

async function filled(host: TestHost, url: string) {
  const secret = await make(host, {
    name: 'Shop',
    url: `${url}/health?token=${query}`,
    method: 'POST',
    body: JSON.stringify({ secret: body }),
    headers: { 'x-token': header, accept: 'text/plain' },
  })
  await make(host, { name: 'Login', url: `${url}/health`, username: 'me', password })
  const open = await make(host, { name: 'Open', url: `${url}/health` })
  const beat = await make(host, { name: 'Beat', kind: 'heartbeat', every: '1h', token: `${token}-12345678` })
  return { secret, open, beat }
}

const config = { monitoring: { check_interval: 3_600 } }

onBothEngines('secrets of checks', engine => {
  test('are in no table, and are what they were after a restart', async t => {
    const target = await startTarget()
    t.after(target.stop)
    const host = await engine.host(t, { services: [monitor], config })
    if (!host) return
    const { secret, beat } = await filled(host, target.url)
    none(await textOfTables(host))
    await host.until('the first look', () => target.hits() > 0)
    none(await textOfTables(host))
    const written = await host.call(GetCheckDefinition, { params: { id: secret.id } })
    assert.ok(written.secrets.includes('headers'))
    assert.equal((await host.inject('POST', `/api/v1/heartbeats/${token}-12345678`)).status, 200)
    assert.equal((await host.call(GetCheck, { params: { id: beat.id } })).state, 'up')
  })
})

test('of an older version, in plain, are encrypted by the next start, and no copy is left', async t => {
  const target = await startTarget()
  t.after(target.stop)
  const first = await testHost(t, { services: [monitor], config })
  const { secret } = await filled(first, target.url)
  const store = first.host.store('monitor')
  const plain = JSON.stringify({
    ...{ name: 'Shop', kind: 'http', group: null, critical: false, depends_on: [] },
    settings: { url: `${target.url}/x?token=${query}`, password, username: 'me', headers: { 'x-token': header } },
  })
  await store.transaction(async () => {
    const db = store.query()
    await sql`update check_definition set sealed = ${plain}, definition = ${plain} where id = ${secret.id}`.execute(db)
    const told =
      (await sql<{ told: string }>`select told from check_definition where id = ${secret.id}`.execute(db)).rows[0]
        ?.told ?? ''
    const open = JSON.parse(told)
    open.component.url = `${target.url}/x?token=${query}`
    await sql`update check_definition set told = ${JSON.stringify(open)} where id = ${secret.id}`.execute(db)
    await sql`delete from check_definition where id <> ${secret.id}`.execute(db)
    await sql`delete from sealed_column where name = 'check_definition.sealed'`.execute(db)
  })
  const data = await first.crashed()
  assert.ok(bytesIn(data).includes(password))
  const next = await testHost(t, { services: [monitor], config, data })
  none(await textOfTables(next))
  const before = target.hits()
  const { id } = await next.call(GetCheck, { params: { id: secret.id } })
  await next.host.app.inject({
    method: 'POST',
    url: `/api/v1/checks/${id}/run`,
    headers: { authorization: 'Bearer vg_admin_test-key-for-one-process-only' },
  })
  assert.ok(target.hits() > before)
  await next.host.stop()
  none(bytesIn(data))
})

test('without the key a check says so and goes on when it is back; nothing that stands for a secret is taken for it', async t => {
  const target = await startTarget()
  t.after(target.stop)
  const first = await testHost(t, { services: [monitor], config })
  const { secret, open } = await filled(first, target.url)
  const data = await first.crashed()
  renameSync(join(data, 'installation.key'), join(data, 'kept.key'))

  const lost = await testHost(t, { services: [monitor], config, data })
  const state = async (id: string) => {
    const check = await lost.call(GetCheck, { params: { id } })
    return [check.state, check.reason]
  }
  const reason = 'its secrets cannot be read: the key file of this installation is another one now'
  await lost.until('it was looked at', async () => (await state(secret.id))[0] === 'unknown')
  assert.deepEqual(await state(secret.id), ['unknown', reason])
  await lost.until('the open one is up', async () => (await state(open.id))[0] === 'up')
  assert.equal((await lost.inject('POST', `/api/v1/heartbeats/${token}-12345678`)).status, 200)
  // Changing what is no secret keeps what cannot be read.
  await lost.call(PauseCheck, { params: { id: secret.id } })
  await lost.call(ResumeCheck, { params: { id: secret.id } })
  const { definition } = await lost.call(GetCheckDefinition, { params: { id: secret.id } })
  const put = (changes: object) =>
    lost.call(UpdateCheck, { params: { id: secret.id }, body: { ...definition, name: 'Shop', ...changes } })
  for (const changes of [
    {},
    { headers: { 'x-token': 'new', accept: 'a' } },
    { url: target.url },
    { url: target.url, body: 'b' },
  ]) {
    await assert.rejects(
      put(changes),
      (thrown: Refusal) => thrown.code === 'monitor.secret-needed',
      JSON.stringify(changes),
    )
  }
  const again = await lost.crashed()
  await put({ url: `${target.url}/again?token=${query}`, body: null, headers: null })
  await lost.until('it is up', async () => (await state(secret.id))[0] === 'up')

  renameSync(join(again, 'kept.key'), join(again, 'installation.key'))
  const found = await testHost(t, { services: [monitor], config, data: again })
  await found.until(
    'all as before',
    async () => (await found.call(GetCheck, { params: { id: secret.id } })).state === 'up',
  )
})

test('what is missing is listed by the names of the checks, without those of the file', async t => {
  const target = await startTarget()
  t.after(target.stop)
  const services = [{ name: 'Of the file', url: `${target.url}/health?token=${query}` }]
  const first = await testHost(t, { services: [monitor], config: { ...config, services } })
  await filled(first, target.url)
  none(await textOfTables(first))
  const data = await first.crashed()
  renameSync(join(data, 'installation.key'), join(data, 'kept.key'))
  const lost = await testHost(t, { services: [monitor], config: { ...config, services }, data })
  await lost.until('the one of the file is up', async () => {
    const { state } = await lost.call(GetCheck, { params: { id: 'of-the-file' } })
    return state === 'up'
  })
  const missing = missingOf('monitor', await unreadableSecrets(lost.host.store('monitor'), secrets))
  assert.deepEqual(missing.map(({ name, kind }) => [kind, name]).sort(), [
    ['check_definition.sealed', 'beat'],
    ['check_definition.sealed', 'login'],
    ['check_definition.sealed', 'shop'],
  ])
})
