import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListComponents,
} from '../../../contracts/incidents/incidents.ts'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { seeded, shuffled } from '../../../kit/testing/hostile-bus.ts'
import { published } from '../../../kit/testing/published.ts'
import { type IncidentsHost, incidentsHost } from '../testing/incidents-host.ts'
import { at, signal } from '../testing/signals.ts'

const states = ['up', 'degraded', 'down', 'unknown'] as const
type Random = () => number

/** What one check says in the course of a bad day, in its order. */
function history(name: string, component: string, random: Random): Signal[] {
  const told: Signal[] = []
  let state: Signal['state'] = 'unknown'
  let episode: { id: string; started_at: string } | null = null
  let flapping = false
  let now = 0
  for (let sequence = 1; sequence <= 8; sequence += 1) {
    now += Math.ceil(random() * 500)
    const next = states[Math.floor(random() * 4)] ?? 'up'
    if (next === state) continue
    state = next
    flapping = random() < 0.15
    const failing = state === 'down' || state === 'degraded'
    if (failing) episode ??= { id: `${name}-${sequence}`, started_at: at(now) }
    const times = { observed_at: at(now), started_at: episode?.started_at ?? at(now) }
    told.push(signal({ signal: name, component, sequence, state, flapping, episode: episode?.id ?? null, ...times }))
    if (state === 'up' && !flapping) episode = null
  }
  return told
}

let sent = 0
function envelope(data: Signal): Envelope {
  sent += 1
  const { signal: subject } = data
  const type = { specversion: '1.0', type: SignalChanged.type, datacontenttype: 'application/json' } as const
  return { ...type, id: `sent-${sent}`, source: '/vigie/monitor', subject, time: at(0), data }
}

async function hear(host: IncidentsHost, events: readonly Envelope[]): Promise<void> {
  for (const { error } of await host.host.inbox('incidents').deliver(events)) assert.equal(error, null)
}

const deliver = (host: IncidentsHost, signals: readonly Signal[]) => hear(host, signals.map(envelope))

const lastOf = (component: string, incidents: readonly Incident[]) =>
  incidents.filter(incident => incident.component?.slug === component && incident.status !== 'resolved').length

/** Those that began and ended, with their times. */
function outages(signals: readonly Signal[]): { started_at: string; ended_at: string }[] {
  return signals.flatMap(({ state, flapping, episode, started_at, observed_at }) =>
    state === 'up' && !flapping && episode !== null ? [{ started_at, ended_at: observed_at }] : [],
  )
}

onBothEngines('In whatever order the news comes', engine => {
  const rounds = engine.name === 'sqlite' ? 25 : 8

  test('it comes to the same: status, open incidents, and every outage in an incident', async t => {
    const random = seeded(7)
    const days = Array.from({ length: rounds }, (_, round) => {
      const component = `component-${round}`
      return { component, checks: ['a', 'b'].map(check => history(`check:${round}${check}`, component, random)) }
    })
    const calm = await incidentsHost(t, engine, { bus: 'kind' })
    const wild = await incidentsHost(t, engine)
    if (!calm || !wild) return
    for (const { checks } of days) {
      const inOrder = checks.flat().toSorted((a, b) => a.observed_at.localeCompare(b.observed_at))
      await deliver(calm, inOrder)
      await deliver(wild, shuffled([...inOrder, ...inOrder.filter(() => random() < 0.5)], random))
    }
    const [right, heard] = [await calm.all(), await wild.all()]
    const statuses = async (host: IncidentsHost) =>
      (await host.call(ListComponents, { query: { limit: 500 } })).items
        .map(({ slug, status }) => [slug, status])
        .sort()
    assert.deepEqual(await statuses(wild), await statuses(calm))
    for (const { component, checks } of days) {
      assert.equal(lastOf(component, heard), lastOf(component, right), component)
      assert.ok(lastOf(component, heard) <= 1, component)
      const mine = heard.filter(incident => incident.component?.slug === component)
      for (const { started_at, ended_at } of checks.flatMap(outages)) {
        const covers = (incident: Incident) =>
          incident.started_at <= started_at && (incident.resolved_at ?? at(1e6)) >= ended_at
        assert.ok(mine.some(covers), `${component}: ${started_at} to ${ended_at} is in no incident`)
      }
    }
  })

  test('every incident is told from its opening on, each change once, with the revisions in a row', async t => {
    const host = await incidentsHost(t, engine)
    if (!host) return
    const random = seeded(11)
    for (let round = 0; round < rounds; round += 1) {
      const told = history(`check:${round}`, `component-${round % 10}`, random)
      await deliver(host, shuffled([...told, ...told], random))
    }
    const types = new Set([IncidentOpened, IncidentUpdated, IncidentResolved].map(({ type }) => type))
    const events = await published(host.host.store('incidents'))
    const byIncident = Map.groupBy(
      events.filter(({ type }) => types.has(type)),
      ({ subject }) => subject,
    )
    const incidents = await host.all()
    assert.equal(byIncident.size, incidents.length)
    for (const incident of incidents) {
      const mine = byIncident.get(incident.id) ?? []
      const copies = mine.map(({ data }) => data as Incident)
      assert.deepEqual(
        copies.map(({ revision }) => revision),
        copies.map((_, index) => index + 1),
      )
      assert.deepEqual(copies.at(-1), incident)
      const count = (type: string) => mine.filter(event => event.type === type).length
      assert.equal(count(IncidentOpened.type), 1)
      assert.equal(count(IncidentResolved.type), incident.reopened + (incident.status === 'resolved' ? 1 : 0))
      assert.equal(mine[0]?.type, IncidentOpened.type)
      if (incident.resolved_at) {
        const lasted = (Date.parse(incident.resolved_at) - Date.parse(incident.started_at)) / 1000
        assert.equal(incident.duration_s, lasted)
      }
    }
  })
})

test('a kill between any two events loses nothing and doubles nothing', async t => {
  const random = seeded(13)
  const events = Array.from({ length: 6 }, (_, i) => history(`check:${i}`, `component-${i % 3}`, random))
    .flat()
    .map(envelope)
  const summary = async (host: IncidentsHost) => ({
    incidents: (await host.all()).map(({ number, status, started_at, resolved_at, reopened }) => [
      number,
      status,
      started_at,
      resolved_at,
      reopened,
    ]),
    told: await host.told(),
  })
  const whole = await incidentsHost(t, { host: testHost }, { bus: 'kind' })
  assert.ok(whole)
  const copies: string[] = []
  for (const event of events) {
    if (random() < 0.25) copies.push(await whole.crashed())
    await hear(whole, [event])
  }
  assert.ok(copies.length > 2)
  for (const data of copies) {
    const after = await incidentsHost(t, { host: testHost }, { bus: 'kind', data })
    // The relay does not know how far it came either: it may begin anywhere before.
    assert.ok(after)
    for (const event of events) await hear(after, [event])
    assert.deepEqual(await summary(after), await summary(whole))
  }
})

test('the last of five hundred failures costs no more than the first', async t => {
  const host = await incidentsHost(t, { host: testHost }, { bus: 'kind' })
  assert.ok(host)
  // Processor time, which a busy machine does not change: it finds work that grows with what is stored.
  const costOf = async (from: number): Promise<number> => {
    const before = process.cpuUsage()
    await deliver(
      host,
      Array.from({ length: 250 }, (_, i) => from + i).map(i =>
        signal({ signal: `check:${i}`, component: `c${i}`, episode: `e${i}` }),
      ),
    )
    return process.cpuUsage(before).user
  }
  const first = await costOf(0)
  const last = await costOf(250)
  assert.equal((await host.all()).length, 500)
  assert.ok(last < 4 * first, `${last} µs after ${first} µs`)
})
