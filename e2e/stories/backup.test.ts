import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { findPostgres, withPostgres } from '../../kit/testing/postgres.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { skipWithout } from '../../kit/testing/programs.ts'
import { runVigie, startCommand } from '../../kit/testing/run-vigie.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { until } from '../../kit/testing/until.ts'

const configOf = (url: string, store = '') => `
services:
  - { name: "Paiement Éclair", url: "${url}" }
monitoring: { check_interval: 1, failure_threshold: 2 }
slack: { enabled: false }
${store && `store: { url: "${store}" }`}
`

type Item = { readonly id: string; readonly status: string }
type Page = { readonly items: readonly Item[] }

/** What people would miss. Of uptime that there was an outage: today's seconds are still being added up. */
async function known(vigie: Vigie) {
  const checks = await vigie.get<Page>('/api/v1/checks')
  const incidents = await vigie.get<Page>('/api/v1/incidents?status=resolved')
  const users = await vigie.get<Page>('/api/v1/users')
  const uptime = await vigie.get<{ days: { down_s: number }[] }>(`/api/v1/checks/${checks.items[0]?.id}/uptime`)
  const audit = await vigie.get<{ items: readonly { id: string }[] }>('/api/v1/audit')
  return {
    checks: checks.items.map(({ id }) => id),
    incidents: incidents.items,
    users: users.items,
    down: uptime.days.map(day => day.down_s > 0),
    audit: audit.items.map(({ id }) => id),
  }
}

async function livingSystem(t: TestContext) {
  const target = await startTarget()
  t.after(() => target.stop())
  const vigie = await startVigie({ config: configOf(target.url) })
  t.after(() => vigie.remove())
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const body = JSON.stringify({
    email: 'zoe@example.com',
    name: 'Zoé',
    role: 'viewer',
    password: 'correct horse 4 battery',
  })
  const made = await fetch(`${vigie.url}/api/v1/users`, { method: 'POST', headers, body })
  assert.equal(made.status, 201)
  const incidents = async (status: string) => (await vigie.get<Page>(`/api/v1/incidents?status=${status}`)).items.length
  await until('the first look', () => target.hits() > 0)
  await target.behave({ status: 503 })
  await until('an incident', async () => (await incidents('open')) === 1)
  await target.behave('ok')
  await until('its end', async () => (await incidents('resolved')) === 1)
  return { vigie, target }
}

test('a backup of a living system is restored on the other database, and back; a killed restore changes nothing', async t => {
  const { vigie, target } = await livingSystem(t)
  const file = join(vigie.folder, 'kept.backup')
  const before = await known(vigie)
  const made = await runVigie(vigie.folder, ['backup', file])
  assert.equal(made.code, 0, made.output)
  assert.match(made.output, /monitor[\s\S]*kept\.backup: \d+ row\(s\) of monitor, incidents/)
  assert.equal(statSync(file).mode & 0o777, 0o600)

  if (!(await findPostgres())) return skipWithout(t, 'postgres')
  const { url } = await withPostgres()
  const elsewhere = await startVigie({
    config: configOf(target.url, url),
    fill: folder => runVigie(folder, ['restore', file]),
  })
  t.after(() => elsewhere.remove())
  assert.deepEqual(await known(elsewhere), before)
  const back = join(elsewhere.folder, 'back.backup')
  assert.equal((await runVigie(elsewhere.folder, ['backup', back])).code, 0)
  assert.match((await runVigie(elsewhere.folder, ['restore', '--force', back])).output, /in use by process \d+/)

  await vigie.stop()
  await killedHalfway(vigie.folder, back)
  assert.match((await runVigie(vigie.folder, ['restore', back])).output, /there is data in .* already; --force/)
  const returned = await runVigie(vigie.folder, ['restore', '--force', back])
  assert.equal(returned.code, 0, returned.output)
  assert.match(returned.output, /what was there before is in .*before-restore/)
  await vigie.restart()
  assert.deepEqual(await known(vigie), before)
})

/** The file is cut short, so that a restore that is not killed in time changes nothing either, and is tried again. */
async function killedHalfway(folder: string, file: string): Promise<void> {
  const data = join(folder, 'data')
  const contents = () =>
    readdirSync(data)
      .filter(name => name.endsWith('.db'))
      .map(name => readFileSync(join(data, name)))
  const before = contents()
  const cut = join(folder, 'cut.backup')
  const bytes = readFileSync(file)
  writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * 0.9)))
  const halfway = () => existsSync(join(data, 'restore', 'monitor.db'))
  await until('a restore is killed halfway', async () => {
    const child = startCommand(folder, ['restore', '--force', cut])
    while (!halfway() && child.process.exitCode === null) await setImmediate()
    await child.stop('SIGKILL')
    return halfway()
  })
  assert.deepEqual(contents(), before)
}
