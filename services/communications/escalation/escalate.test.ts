import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import {
  AcknowledgeIncident,
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { defineService, serve } from '../../../kit/service/service.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { type FakeSlack, startSlack } from '../../../kit/testing/slack.ts'
import { communications } from '../service.ts'
import { resolvedIncident, sampleIncident } from '../testing/samples.ts'

const public_url = 'https://status.example.com'
const every = { enabled: true, timeout: 9.5, give_up_after: 86_400 }
const opens = (incident: Incident): Fact => fact(IncidentOpened, incident.id, incident)
const changes = (incident: Incident): Fact => fact(IncidentUpdated, incident.id, incident)
const resolves = (incident: Incident): Fact => fact(IncidentResolved, incident.id, incident)
const acknowledged = sampleIncident({ revision: 2, acknowledged_at: '2026-01-05T08:01:00.000Z' })

async function chats(t: TestContext, ...names: string[]): Promise<FakeSlack[]> {
  const started = await Promise.all(names.map(() => startSlack()))
  for (const one of started) t.after(one.stop)
  return started
}
const channel = (name: string, { token, api_url }: FakeSlack, more: Record<string, unknown> = {}) => ({
  ...{ ...every, name, kind: 'slack', channel: '#a', mention_channel: true, token, api_url },
  ...more,
})
const firstLines = ({ messages }: FakeSlack) => messages.map(({ text }) => text.split('\n')[0])

onBothEngines('escalation', engine => {
  test('tells the next ones when nobody took over in time, once, and then how it ended', async t => {
    const [team, boss] = await chats(t, 'team', 'boss')
    const clock = testClock()
    const host = await engine.host(t, {
      ...{ services: [communications], clock, bus: 'kind' },
      config: {
        notifications: [channel('team', team!), channel('boss', boss!, { when: { impact: ['critical'] } })],
        escalation: [{ after: 600, to: ['boss'] }],
      },
    })
    if (!host) return
    await host.tell('communications', opens(sampleIncident()))
    await host.until('the team is told', () => team!.messages.length === 1)
    await clock.advance(590_000)
    await pause(50)
    assert.equal(boss!.messages.length, 0)
    await clock.advance(10_000)
    await host.until('the boss is told', async () => {
      await clock.advance(1_000)
      return boss!.messages.length === 1
    })
    await clock.advance(60_000)
    await host.tell('communications', resolves(resolvedIncident()))
    await host.until('the boss hears the end', () => boss!.messages.length === 2)
    assert.match(firstLines(boss!)[0]!, /^<!channel> 🔴 Nobody looks after it yet: API Production/)
    assert.match(firstLines(boss!)[1]!, /^✅ Resolved/)
    await host.until('the team hears the end', () => team!.messages.length >= 2)
    assert.equal(team!.messages.length, 2)
  })
})

test('who took over is not escalated', async t => {
  const [boss] = await chats(t, 'boss')
  const clock = testClock()
  const host = await testHost(t, {
    ...{ services: [communications], clock, bus: 'kind' },
    config: {
      notifications: [channel('boss', boss!, { when: { impact: ['critical'] } })],
      escalation: [{ after: 60, to: ['boss'] }],
    },
  })
  await host.tell('communications', opens(sampleIncident()), changes(acknowledged))
  await clock.advance(120_000)
  await pause(50)
  assert.equal(boss!.messages.length, 0)
})

test('in quiet hours only what is critical is told; the rest comes together in the morning', async t => {
  const [team] = await chats(t, 'team')
  const clock = testClock(Date.UTC(2026, 0, 5, 23))
  const quiet_hours = { from: '22:00', to: '23:10', hold_critical: false }
  const host = await testHost(t, {
    ...{ services: [communications], clock, bus: 'kind' },
    config: { notifications: [channel('team', team!, { quiet_hours })] },
  })
  await host.tell('communications', opens(sampleIncident({ id: 'a', title: 'A' })))
  await host.tell('communications', opens(sampleIncident({ id: 'b', title: 'B' })))
  await pause(50)
  assert.equal(team!.messages.length, 0)
  await host.tell('communications', opens(sampleIncident({ id: 'c', title: 'C', impact: 'critical' })))
  await host.until('what is critical passes', () => team!.messages.length === 1)
  assert.match(firstLines(team!)[0]!, /🚨 C$/)
  await host.until('the morning comes', async () => {
    await clock.advance(5_000)
    return team!.messages.length === 2
  })
  assert.match(team!.messages[1]!.text, /2 incidents[\s\S]*A[\s\S]*B/)
})

describe('the link in a message', () => {
  const started = async (t: TestContext) => {
    const [team] = await chats(t, 'team')
    const clock = testClock()
    const taken: { id: string; by: string }[] = []
    let answer: 'ok' | 'fails' = 'ok'
    const owner = defineService({
      name: 'incidents',
      start: () => ({
        serves: [
          serve(AcknowledgeIncident, ({ params, caller }) => {
            if (answer === 'fails') throw new Error('the database is away')
            taken.push({ id: params.id, by: caller.name })
            return acknowledged
          }),
        ],
      }),
    })
    const host = await testHost(t, {
      ...{ services: [communications, owner], clock, bus: 'kind' },
      config: { public_url, notifications: [channel('team', team!)] },
    })
    await host.tell('communications', opens(sampleIncident()))
    await host.until('the team is told', () => team!.messages.length === 1)
    const [, path] = /https:\/\/status\.example\.com(\/api\/v1\/acknowledgements\/\S+)/.exec(team!.messages[0]!.text)!
    const fails = (now: boolean) => {
      answer = now ? 'fails' : 'ok'
    }
    return { host, clock, taken, fails, path: path!, team: team! }
  }

  test('shows a page; only its button acknowledges, and only once', async t => {
    const { host, taken, path } = await started(t)
    const page = await host.inject('GET', path)
    assert.match(page.body, /<form method="post"><button>I look after it<\/button>/)
    assert.deepEqual(taken, [])
    const pressed = await host.inject('POST', path)
    assert.deepEqual([pressed.status, taken], [200, [{ id: 'i1', by: 'communications' }]])
    assert.equal((await host.inject('POST', path)).status, 409)
    assert.equal((await host.inject('GET', path)).status, 409)
    assert.equal(taken.length, 1)
  })

  test('ends after a day', async t => {
    const { host, clock, taken, path } = await started(t)
    clock.step(24 * 3_600_000 + 1_000)
    assert.equal((await host.inject('POST', path)).status, 410)
    assert.deepEqual(taken, [])
  })

  test('works only as it was made', async t => {
    const { host, taken, path } = await started(t)
    const forged = path.replace('~i1~', '~i2~')
    assert.notEqual(forged, path)
    for (const one of [forged, `${path}x`, '/api/v1/acknowledgements/x', '/api/v1/acknowledgements/~~.AAAA']) {
      assert.equal((await host.inject('POST', one)).status, 404)
    }
    assert.deepEqual(taken, [])
  })

  test('can be used again when it did not work', async t => {
    const { host, taken, fails, path } = await started(t)
    fails(true)
    assert.equal((await host.inject('POST', path)).status, 503)
    fails(false)
    assert.equal((await host.inject('POST', path)).status, 200)
    assert.equal(taken.length, 1)
  })

  test('says so when somebody was faster', async t => {
    const { host, path } = await started(t)
    await host.tell('communications', changes(acknowledged))
    assert.match((await host.inject('GET', path)).body, /Somebody looks after it already/)
    await host.tell('communications', resolves(resolvedIncident({ revision: 3 })))
    assert.match((await host.inject('GET', path)).body, /It is over already/)
  })
})
