import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { CreateIncident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import type { CommandInput } from '../../../kit/cli/command.ts'
import { Settings } from '../../../kit/config/settings.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { type IncidentsHost, incidentsHost } from '../testing/incidents-host.ts'
import { incidentCommands } from './incident-commands.ts'
import { IncidentStore } from './incident-store.ts'

async function run(host: IncidentsHost, name: string, input: Partial<CommandInput>) {
  const command = incidentCommands.find(known => known.name === `incidents ${name}`)
  const printed: string[] = []
  const settings = Value.Default(Settings, {}) as Settings
  const given = { args: [], options: {}, settings, store: async () => host.host.store('incidents'), ...input }
  const write = async (part: string) => printed.push(part) > 0
  const exit = await command?.run({ write, ...given, print: line => printed.push(line) } as CommandInput)
  return { exit, text: printed.join('\n') }
}

test('vigie incidents list, show and export read the incidents from the data', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  assert.equal((await run(host, 'list', { options: { limit: '50' } })).text, 'no incidents')
  await host.call(CreateIncident, { body: { title: 'Payments fail', impact: 'major' } })
  const list = await run(host, 'list', { options: { limit: '50', open: true } })
  assert.match(list.text, /^NUMBER .*\nINC-20260105-080000 .*Payments fail$/)
  assert.match((await run(host, 'show', { args: ['INC-20260105-080000'] })).text, /title: +Payments fail/)
  assert.match((await run(host, 'export', { options: { format: 'csv' } })).text, /^number,title,[\s\S]+,Payments fail,/)
  const json = JSON.parse((await run(host, 'export', { options: { format: 'json' } })).text)
  assert.deepEqual(json, await host.all())
})

test('what they cannot do they refuse in a sentence', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  await assert.rejects(run(host, 'show', { args: ['INC-1'] }), { code: 'incidents.not-found' })
  await assert.rejects(run(host, 'list', { options: { limit: 'many' } }), { code: 'incidents.bad-limit' })
  await assert.rejects(run(host, 'list', { options: { limit: '1001' } }), { code: 'incidents.bad-limit' })
  await assert.rejects(run(host, 'export', { options: { format: 'xml' } }), { code: 'incidents.bad-format' })
})

test('an export has every incident once, however many pages that takes', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  for (let i = 0; i < 7; i += 1) {
    await host.call(CreateIncident, { body: { title: `Incident ${i}`, impact: 'none' } })
  }
  const lengths: number[] = []
  const ids = new Set<string>()
  for await (const page of new IncidentStore(host.host.store('incidents'), 'en').all({}, 3)) {
    lengths.push(page.length)
    for (const { id } of page) ids.add(id)
  }
  assert.deepEqual(lengths, [3, 3, 1])
  assert.equal(ids.size, 7)
})

test('an export to whom nobody listens any more ends', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  await host.call(CreateIncident, { body: { title: 'Payments fail', impact: 'major' } })
  const parts: string[] = []
  const write = async (part: string) => parts.push(part) < 1
  await run(host, 'export', { options: { format: 'json' }, write })
  assert.deepEqual(parts.length, 1)
})

test('a page of incidents with long timelines ends early, and the next begins where it ended', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  const store = host.host.store('incidents')
  const incidents = new IncidentStore(store, 'en')
  for (let i = 0; i < 5; i += 1) {
    const { id } = await host.call(CreateIncident, { body: { title: `Incident ${i}`, impact: 'none' } })
    const entry = { at: '2026-01-05T08:00:00.000Z', kind: 'note', status: null, public: false, message: 'm', by: null }
    await store.transaction(() => incidents.addToTimeline(id, Array(2_400).fill(entry)))
  }
  const first = await host.call(ListIncidents, { query: { limit: 5 } })
  assert.equal(first.items.length, 2)
  const rest = await host.call(ListIncidents, { query: { limit: 5, cursor: first.next_cursor ?? '' } })
  const last = await host.call(ListIncidents, { query: { limit: 5, cursor: rest.next_cursor ?? '' } })
  assert.equal(last.next_cursor, null)
  const all = [...first.items, ...rest.items, ...last.items]
  assert.equal(new Set(all.map(({ id }) => id)).size, 5)
  assert.ok(all.every(({ timeline }) => timeline.length === 2_401))
})
