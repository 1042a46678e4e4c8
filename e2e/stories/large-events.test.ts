import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { freePort } from '../../kit/testing/children.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'

/** What flags say is told to identity, which keeps the audit log, in another process of this machine. */
async function twoProcesses(t: TestContext): Promise<{ readonly flags: Vigie; readonly identity: Vigie }> {
  const [flagsPort, identityPort] = [await freePort(), await freePort()]
  const config = `
cluster_key: two processes that have nothing else in common
peers: { flags: "http://127.0.0.1:${flagsPort}", identity: "http://127.0.0.1:${identityPort}" }
logging: { level: ERROR }
`
  const [flags, identity] = await Promise.all([
    startVigie({ config, services: ['flags'], port: flagsPort }),
    startVigie({ config, services: ['identity'], port: identityPort }),
  ])
  t.after(() => Promise.all([flags.remove(), identity.remove()]))
  return { flags, identity }
}

const definition = (letters: number) => ({
  ...{ state: 'ENABLED', variants: { on: { text: 'x'.repeat(letters) }, off: {} }, defaultVariant: 'off' },
})

async function order({ url }: Vigie, method: string, path: string, body: object): Promise<number> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  return (await fetch(url + path, { method, headers, body: JSON.stringify(body) })).status
}

/** The flags whose making or changing the other process has written down. */
async function heardOf(identity: Vigie, action: string): Promise<ReadonlySet<string>> {
  type Entry = { readonly action: string; readonly subject: { readonly id: string } }
  const { items } = await identity.get<{ items: Entry[] }>('/api/v1/audit?limit=200')
  return new Set(items.filter(entry => entry.action === action).map(({ subject }) => subject.id))
}

async function figure({ url }: Vigie, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${testAdminKey}` } })).text()
  const values = [...text.matchAll(new RegExp(`^${name}\\{[^}]*\\} (\\d+)$`, 'gm'))].map(([, value]) => Number(value))
  assert.ok(values.length > 0, `/metrics has no ${name}`)
  return values.reduce((sum, value) => sum + value, 0)
}

test('between two processes sixty events of 30 kB and some of a megabyte arrive, and nothing is stuck behind them', async t => {
  const { flags, identity } = await twoProcesses(t)
  for (let at = 0; at < 60; at++) {
    assert.equal(await order(flags, 'POST', '/admin/flags', { key: `flag-${at}`, ...definition(30_000) }), 201)
  }
  const large = { on: { list: Array.from({ length: 16 }, () => 'y'.repeat(65_000)) }, off: {} }
  const whole = { state: 'ENABLED', variants: large, defaultVariant: 'off' }
  assert.equal(await order(flags, 'POST', '/admin/flags', { key: 'large', ...whole }), 201)
  assert.equal(await order(flags, 'PUT', '/admin/flags/large', { ...whole, defaultVariant: 'on' }), 200)
  assert.equal(await order(flags, 'POST', '/admin/flags', { key: 'last', ...definition(1) }), 201)

  await until('all that was made is heard of', async () => (await heardOf(identity, 'flag.created')).size === 62)
  await until('and the change', async () => (await heardOf(identity, 'flag.changed')).size === 1)
  await until('nothing waits', async () => (await figure(flags, 'vigie_events_waiting')) === 0)
  assert.equal(await figure(flags, 'vigie_listeners_absent'), 0)
  assert.equal(await figure(identity, 'vigie_events_parked'), 0)
})
