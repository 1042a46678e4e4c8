import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { demoDays, demoStory } from '../../contracts/demo.ts'
import { freePort } from '../../kit/testing/children.ts'
import { startCommand } from '../../kit/testing/run-vigie.ts'
import { until } from '../../kit/testing/until.ts'

test('the demo lives: a past in every service, trouble that goes on, and somebody who may sign in', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-demo-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = startCommand(folder, ['demo', '--language', 'fr', '--port', String(port)])
  t.after(() => child.stop('SIGKILL'))
  const page = async (path: string) => (await fetch(url + path)).text()
  await until('it listens', async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true, {
    within_s: 120,
  })
  await until('the shop', async () => /Boutique Septentrion[\s\S]*Base de données/.test(await page('/')), {
    within_s: 60,
  })
  await until('an outage of today', async () => /Incidents en cours/.test(await page('/')), { within_s: 120 })

  const [, email = '', password = ''] = /(\S+@northwind\.test) +(\S+)/.exec(child.output()) ?? []
  const signedIn = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  const { token } = (await signedIn.json()) as { token: string }
  const get = async (path: string) =>
    (await (await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })).json()) as never
  const { items } = (await get('/api/v1/incidents?status=resolved&limit=100')) as { items: { number: string }[] }
  const { outages } = demoStory({ now: 0, language: 'fr' })
  assert.ok(items.length >= outages.length, `${items.length} of ${outages.length}`)
  const { ratio, days } = (await get('/api/v1/checks/api/uptime')) as { ratio: number; days: { up_s: number }[] }
  assert.ok(ratio > 0.99 && ratio < 1)
  assert.equal(days.filter(({ up_s }) => up_s > 0).length, demoDays)
  for (const [path, least] of [
    ['users', 4],
    ['announcements', 2],
    ['subscriptions', 12],
    ['contact', 2],
    ['maintenances', 3],
    ['audit', 20],
    ['flags', 5],
    ['flags/segments', 1],
    ['flags/incident-rules', 1],
    ['flags/changes', 1],
  ] as const) {
    const listed = (await get(`/api/v1/${path}?limit=100`)) as { items: unknown[] }
    assert.ok(listed.items?.length >= least, `${path}: ${JSON.stringify(listed).slice(0, 200)}`)
  }
  const listed = async (path: string) => ((await get(path)) as { items: unknown[] }).items.length
  await until('an incident that forces a flag', async () => (await listed('/api/v1/flags/leases')) > 0, {
    within_s: 60,
  })
  assert.equal(await listed('/api/v1/flags/requests?environment=staging&state=pending'), 1)
  await until('the past on the pages', async () => (await page(`/incidents/${items.at(-1)?.number}`)).includes('<h1>'))
  const temporary = /in (\/\S+), which/.exec(child.output())?.[1] ?? ''
  assert.ok(existsSync(temporary))
  await child.stop('SIGINT')
  assert.equal(child.process.exitCode, 0)
  assert.ok(!existsSync(temporary))
})

test('the story is the same whenever it is told, and lies within ninety days', () => {
  for (const language of ['en', 'fr'] as const) {
    const now = Date.UTC(2026, 10, 28)
    const story = demoStory({ now, language })
    assert.deepEqual(demoStory({ now, language }), story)
    assert.equal(new Set(story.components.map(({ slug }) => slug)).size, story.components.length)
    for (const { started_at, ended_at } of story.outages) {
      assert.ok(started_at > now - demoDays * 86_400_000 && started_at < ended_at && ended_at < now)
    }
    const overlaps = story.outages.filter((one, index) =>
      story.outages.slice(index + 1).some(two => two.component === one.component && two.started_at < one.ended_at),
    )
    assert.deepEqual(overlaps, [])
  }
})
