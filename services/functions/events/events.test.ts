import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { ListRuns } from '../../../contracts/functions/runs.ts'
import { IncidentOpened, IncidentResolved } from '../../../contracts/incidents/incidents.ts'
import { fact } from '../../../kit/service/event.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { functions } from '../service.ts'
import { lintStack } from '../stack/lint-stack.ts'
import { readStack } from '../stack/read-stack.ts'
import { stackFolder } from '../testing/stack-folder.ts'

const handler = 'module.exports = async event => [event.headers["x-topic"], event.body.data.title].join(" ")'
const stack = `provider:
  name: openfaas
functions:
  opened:
    lang: node22
    handler: ./echo
    annotations:
      vigie.on: incident-opened, incident-resolved
      vigie.when: body.data.impact == 'critical' and body.data.component.slug == 'shop'
  rehearsed:
    lang: node22
    handler: ./echo
    annotations:
      vigie.on: incident-resolved
      vigie.dry_run: "true"
  silent:
    lang: node22
    handler: ./echo
`

const incident = (id: string, impact: 'critical' | 'minor', slug = 'shop') => ({
  ...{ id, number: 'INC-20241106-153045', title: `Outage ${id}`, status: 'investigating', impact, components: [] },
  component: { id: 'c', slug, name: slug },
  ...{ origin: 'check', started_at: at, detected_at: at, acknowledged_at: null, resolved_at: null, duration_s: null },
  ...{ assignee: null, timeline: [], evidence: null, suspected_causes: [] },
})
const at = '2024-11-06T15:30:45.000Z'
const event = (definition: typeof IncidentOpened, data: ReturnType<typeof incident>) => ({
  ...fact(definition, data.id, JSON.parse(JSON.stringify(data))),
})

const runsOf = async (host: TestHost, name: string) =>
  (await host.call(ListRuns, { query: { function: name } })).items.toReversed()

onBothEngines('functions that react to events', engine => {
  const hosted = (t: TestContext) => {
    const folder = stackFolder(t, { 'stack.yml': stack, 'echo/handler.js': handler })
    const config = { functions: { stack: join(folder, 'stack.yml'), allow_unsandboxed: true } }
    return engine.host(t, { services: [functions], config })
  }

  test('one is started once by each event that it waits for and whose conditions are true', async t => {
    const host = await hosted(t)
    if (!host) return
    await host.tell(
      'functions',
      event(IncidentOpened, incident('a', 'critical')),
      event(IncidentOpened, incident('b', 'minor')),
      event(IncidentOpened, incident('c', 'critical', 'blog')),
      event(IncidentResolved, incident('a', 'critical')),
    )
    await host.until('both runs are done', async () => {
      const runs = await runsOf(host, 'opened')
      return runs.length === 2 && runs.every(({ state }) => state === 'succeeded')
    })
    const runs = await runsOf(host, 'opened')
    assert.deepEqual(runs.map(({ output }) => output).toSorted(), [
      'vigie.incidents.incident-opened.v1 Outage a',
      'vigie.incidents.incident-resolved.v1 Outage a',
    ])
    assert.deepEqual([runs[0]?.trigger, runs[0]?.correlation_id], ['event', 'a'])
    assert.deepEqual(await runsOf(host, 'silent'), [])
  })

  test('a dry run is written down and does nothing', async t => {
    const host = await hosted(t)
    if (!host) return
    await host.tell('functions', event(IncidentResolved, incident('a', 'minor')))
    await host.until('it is written down', async () => (await runsOf(host, 'rehearsed')).length === 1)
    const [run] = await runsOf(host, 'rehearsed')
    assert.deepEqual([run?.state, run?.reason], ['cancelled', 'nothing was run: vigie.dry_run is set'])
  })

  test('a function that its own reaction starts again stops after twenty times', async t => {
    const host = await hosted(t)
    if (!host) return
    for (let time = 0; time < 23; time++) await host.tell('functions', event(IncidentOpened, incident('a', 'critical')))
    await host.until('all are settled', async () => {
      const runs = await runsOf(host, 'opened')
      return runs.length === 23 && runs.every(({ state }) => state !== 'waiting' && state !== 'running')
    })
    const left = (await runsOf(host, 'opened')).filter(({ state }) => state === 'cancelled')
    assert.equal(left.length, 3)
    assert.match(left[0]?.reason ?? '', /started 20 times within ten minutes/)
  })
})

test('the linter names an event that there is none of, and a condition that cannot be read', t => {
  const wrong = stack.replace('incident-opened, ', 'incident-open, ').replace('== ', 'equals ')
  const folder = stackFolder(t, { 'stack.yml': wrong, 'echo/handler.js': handler })
  const codes = lintStack(readStack([join(folder, 'stack.yml')], {}), 0).map(({ message }) => message.code)
  assert.deepEqual(codes, ['functions.lint.unknown-event', 'functions.lint.condition'])
})
