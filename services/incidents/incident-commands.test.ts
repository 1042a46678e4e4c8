import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CreateIncident } from '../../contracts/incidents.ts'
import type { CommandInput } from '../../kit/command.ts'
import { testHost } from '../../kit/testing/host.ts'
import { everyIncident } from './every-incident.ts'
import { incidentCommands } from './incident-commands.ts'
import { IncidentStore } from './incident-store.ts'
import { type IncidentsHost, incidentsHost } from './testing/incidents-host.ts'

async function run(host: IncidentsHost, name: string, input: Partial<CommandInput>) {
  const command = incidentCommands.find(known => known.name === `incidents ${name}`)
  const printed: string[] = []
  const given = { args: [], options: {}, store: async () => host.host.store('incidents'), ...input }
  const exit = await command?.run({ ...given, print: line => printed.push(line) } as CommandInput)
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
  await assert.rejects(run(host, 'export', { options: { format: 'xml' } }), { code: 'incidents.bad-format' })
})

test('an export has every incident once, however many portions that takes', async t => {
  const host = await incidentsHost(t, { host: testHost })
  assert.ok(host)
  for (let i = 0; i < 7; i += 1) {
    await host.call(CreateIncident, { body: { title: `Incident ${i}`, impact: 'none' } })
  }
  const all = await everyIncident(new IncidentStore(host.host.store('incidents')), {}, 3)
  assert.equal(new Set(all.map(({ id }) => id)).size, 7)
})
