import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { ListAnnouncements } from '../../contracts/communications/announcements.ts'
import {
  ListChannels,
  ListDeliveries,
  RetryDelivery,
  TestChannel,
} from '../../contracts/communications/communications.ts'
import { ListContactMessages } from '../../contracts/communications/contact.ts'
import { ListSubscribers } from '../../contracts/communications/subscriptions.ts'
import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../contracts/incidents/incidents.ts'
import { errorFields, say, word } from '../../contracts/messages/words.ts'
import { type Fact, fact } from '../../kit/service/event.ts'
import { type TestClock, testClock } from '../../kit/testing/clock.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { type TestHost, type TestHostOptions, testHost } from '../../kit/testing/host.ts'
import { startLocalServer } from '../../kit/testing/local-server.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { startSmtp } from '../../kit/testing/smtp.ts'
import { startWebhookSink, type WebhookSink } from '../../kit/testing/webhook.ts'
import { communications } from './service.ts'
import { resolvedIncident, sampleIncident } from './testing/samples.ts'

/** The time limit is one that nothing else waits for. */
const every = { enabled: true, timeout: 9.5, give_up_after: 86_400 }
const opens = (incident: Incident): Fact => fact(IncidentOpened, incident.id, incident)
const resolves = (incident: Incident): Fact => fact(IncidentResolved, incident.id, incident)
const changes = (incident: Incident): Fact => fact(IncidentUpdated, incident.id, incident)
const numbered = (at: number, more: Partial<Incident> = {}) =>
  sampleIncident({ id: `i${at}`, number: `INC-${at}`, ...more })

type Changes = Partial<Omit<TestHostOptions, 'services'>>

function start(t: TestContext, config: Record<string, unknown>, more: Changes = {}): Promise<TestHost> {
  return testHost(t, { services: [communications], config, ...more })
}

async function sink(t: TestContext): Promise<WebhookSink> {
  const started = await startWebhookSink()
  t.after(started.stop)
  return started
}

const hook = (to: { readonly url: string }, more: Record<string, unknown> = {}) => ({
  ...{ ...every, name: 'hook', kind: 'webhook', url: `${to.url}/hook` },
  ...more,
})
const told = (to: WebhookSink) =>
  to.accepted.map(({ body }) => {
    const { type, data } = JSON.parse(body)
    return `${type.split('.')[2].replace('incident-', '')} ${data.number}`
  })
const states = async (host: TestHost) => (await host.call(ListDeliveries)).items.map(({ state }) => state)

type SendingClock = TestClock & { sending(): number }

/** Simulated time that knows whether an attempt is under way: its time limit is then among the timers. */
function sendingClock(limit_s = every.timeout): SendingClock {
  const clock = testClock()
  let sending = 0
  const after: TestClock['after'] = (ms, run) => {
    if (ms !== limit_s * 1000) return clock.after(ms, run)
    let open = true
    const close = () => {
      if (open) sending -= 1
      open = false
    }
    sending += 1
    const timer = clock.after(ms, () => {
      close()
      run()
    })
    return {
      cancel: () => {
        close()
        timer.cancel()
      },
    }
  }
  return { ...clock, after, sending: () => sending }
}

/** Lets simulated time pass; it stands still while real connections are made, refused and answered. */
async function passing(clock: SendingClock, ms: number, until: () => boolean = () => false, step = 1_000) {
  for (let passed = 0; passed < ms && !until(); passed += step) {
    await clock.advance(step)
    do await pause(2)
    while (clock.sending() > 0)
  }
}

describe('telling', () => {
  onBothEngines('each channel hears each thing once', engine => {
    test('nobody is told twice of one incident, however often and in whatever order the event is delivered', async t => {
      const receiver = await sink(t)
      const slack = await startSlack()
      t.after(slack.stop)
      const section = {
        ...every,
        channel: '#alerts',
        mention_channel: true,
        token: slack.token,
        api_url: slack.api_url,
      }
      const config = { slack: section, notifications: [hook(receiver)] }
      const host = await engine.host(t, { services: [communications], config })
      if (!host) return
      const facts = [1, 2, 3].flatMap(at => [
        opens(numbered(at)),
        resolves(resolvedIncident({ id: `i${at}`, number: `INC-${at}` })),
      ])
      await host.tell('communications', ...facts)
      await host.tell('communications', ...facts)
      await host.until('all is delivered', async () => (await states(host)).every(state => state === 'delivered'))
      for (const at of [1, 2, 3]) {
        assert.deepEqual(
          told(receiver).filter(line => line.endsWith(`INC-${at}`)),
          [`opened INC-${at}`, `resolved INC-${at}`],
        )
      }
      assert.equal(slack.messages.length, 6)
      const { items } = await host.call(ListDeliveries)
      assert.equal(items.length, 12)
      assert.equal(new Set(items.map(({ id }) => id)).size, 12)
      assert.ok(items.every(({ attempts, done_at, last_error }) => attempts === 1 && done_at && last_error === null))
    })
  })

  test('a channel hears only what it wants to hear', async t => {
    const critical = await sink(t)
    const platform = await sink(t)
    const host = await start(t, {
      notifications: [
        hook(critical, { name: 'critical', when: { impact: ['critical'] } }),
        hook(platform, { name: 'platform', when: { group: ['Platform'] } }),
      ],
    })
    await host.tell('communications', opens(numbered(1, { impact: 'critical', group: 'Shop' })), opens(numbered(2)))
    await host.until('both are told', () => critical.accepted.length + platform.accepted.length === 2)
    assert.deepEqual(told(critical), ['opened INC-1'])
    assert.deepEqual(told(platform), ['opened INC-2'])
  })

  test('news within the window of a group is one message, and later news another', async t => {
    const slack = await startSlack()
    t.after(slack.stop)
    const clock = sendingClock()
    const section = { ...every, channel: '#alerts', mention_channel: true, token: slack.token, api_url: slack.api_url }
    const host = await start(t, { slack: { ...section, group: 30 } }, { clock, bus: 'kind' })
    for (const at of [1, 2, 3]) {
      await host.tell('communications', opens(numbered(at)))
      await clock.advance(5_000)
    }
    assert.equal(slack.messages.length, 0)
    await passing(clock, 60_000, () => slack.messages.length > 0)
    await host.tell('communications', opens(numbered(4)))
    await passing(clock, 60_000, () => slack.messages.length > 1)
    assert.match(slack.messages[0]!.text, /3 incidents[\s\S]*INC-1[\s\S]*INC-2[\s\S]*INC-3/)
    assert.match(slack.messages[1]!.text, /INC-4/)
    assert.equal((await host.call(ListDeliveries)).items.length, 2)
    const { id } = numbered(2)
    const [told, ...others] = (await host.call(ListDeliveries, { query: { incident: id } })).items
    assert.deepEqual([told?.subject, others], [numbered(1).id, []])
  })

  test('an update for people goes to Slack only when it matters, to programs always', async t => {
    const receiver = await sink(t)
    const slack = await startSlack()
    t.after(slack.stop)
    const section = { ...every, channel: '#alerts', mention_channel: true, token: slack.token, api_url: slack.api_url }
    const host = await start(t, { slack: section, notifications: [hook(receiver)] }, { bus: 'kind' })
    await host.tell(
      'communications',
      opens(numbered(1)),
      changes(numbered(1, { revision: 2, acknowledged_at: '2026-01-05T08:00:30.000Z' })),
      changes(numbered(1, { revision: 3, impact: 'critical' })),
    )
    await host.until(
      'all is delivered',
      async () => (await states(host)).filter(state => state === 'delivered').length === 5,
    )
    assert.deepEqual(told(receiver), ['opened INC-1', 'updated INC-1', 'updated INC-1'])
    assert.deepEqual(
      slack.messages.map(({ text }) => text.split('\n')[0]),
      ['🔴 API Production: connection refused', '<!channel> 🚨 Now critical: API Production: connection refused'],
    )
  })
})

describe('a channel that fails', () => {
  test('refuses for ten minutes: all is delivered within 30 s after it is back, in order', async t => {
    const receiver = await sink(t)
    const clock = sendingClock()
    const host = await start(t, { notifications: [hook(receiver)] }, { clock, bus: 'kind' })
    await receiver.behave('refuse')
    for (let minute = 1; minute <= 10; minute++) {
      await host.tell('communications', opens(numbered(minute)))
      await passing(clock, 60_000, undefined, 5_000)
    }
    assert.ok((await states(host)).every(state => state === 'queued'))
    const [trouble] = (await host.call(ListChannels)).items
    assert.equal(trouble!.queued, 10)
    assert.match(trouble!.last_error!, /ECONNREFUSED/)
    await receiver.behave('ok')
    await passing(clock, 30_000, () => receiver.accepted.length === 10)
    assert.deepEqual(
      told(receiver),
      Array.from({ length: 10 }, (_, at) => `opened INC-${at + 1}`),
    )
  })

  test('hangs: the other channels do not wait for it, and stopping does not either', async t => {
    const silent = await sink(t)
    const receiver = await sink(t)
    await silent.behave('hang')
    const host = await start(t, { notifications: [hook(silent, { name: 'silent', timeout: 60 }), hook(receiver)] })
    await host.tell('communications', opens(numbered(1)), opens(numbered(2)))
    await host.until('the other channel has both', () => receiver.accepted.length === 2)
    assert.equal(silent.attempts.length, 1)
    const began = performance.now()
    await host.host.services()[0]!.stop?.()
    assert.ok(performance.now() - began < 10_000)
  })

  test('asks for patience: it is not asked again before', async t => {
    const slack = await startSlack()
    t.after(slack.stop)
    const clock = sendingClock()
    const section = { ...every, channel: '#alerts', mention_channel: true, token: slack.token, api_url: slack.api_url }
    const host = await start(t, { slack: section }, { clock, bus: 'kind' })
    const posts = () => slack.calls.filter(({ method }) => method === 'chat.postMessage').length
    await slack.behave({ limited_s: 40 })
    await host.tell('communications', opens(numbered(1)))
    await host.until('it is asked', () => posts() === 1)
    await host.until('the answer is stored', async () => (await host.call(ListDeliveries)).items[0]!.attempts === 1)
    await slack.behave('ok')
    await passing(clock, 39_000)
    assert.equal(posts(), 1)
    await passing(clock, 5_000, () => slack.messages.length === 1)
    assert.equal(slack.messages.length, 1)
  })

  test('refuses for good: a dead letter that blocks nothing, is visible and can be tried again', async t => {
    const receiver = await sink(t)
    const host = await start(t, { notifications: [hook(receiver)] }, { bus: 'kind' })
    await receiver.behave({ status: 410 })
    await host.tell('communications', opens(numbered(1)))
    await host.until('it is given up', async () => (await states(host))[0] === 'dead')
    await receiver.behave('ok')
    await host.tell('communications', opens(numbered(2)))
    await host.until('the next one is delivered', () => receiver.accepted.length === 1)
    const { items } = await host.call(ListDeliveries, { query: { state: 'dead', channel: 'hook' } })
    assert.equal(items.length, 1)
    assert.equal(items[0]!.last_error, 'answered 410')
    const again = await host.call(RetryDelivery, { params: { id: items[0]!.id } })
    assert.equal(again.state, 'queued')
    await host.until('it is delivered', () => receiver.accepted.length === 2)
    assert.equal(receiver.accepted[1]!.headers['webhook-id'], items[0]!.id)
    await host.until('that is known', async () => (await states(host)).every(state => state === 'delivered'))
    await assert.rejects(host.call(RetryDelivery, { params: { id: items[0]!.id } }), {
      code: 'communications.delivery-not-dead',
    })
    await assert.rejects(host.call(RetryDelivery, { params: { id: 'nobody' } }), {
      code: 'communications.delivery-not-found',
    })
  })

  test('never comes back: messages are given up after their time, with the last error', async t => {
    const receiver = await sink(t)
    const clock = sendingClock()
    const host = await start(t, { notifications: [hook(receiver, { give_up_after: 60 })] }, { clock, bus: 'kind' })
    await receiver.behave({ status: 503 })
    await host.tell('communications', opens(numbered(1)))
    await passing(clock, 90_000, undefined, 5_000)
    const [dead] = (await host.call(ListDeliveries)).items
    assert.equal(dead!.state, 'dead')
    assert.equal(dead!.last_error, 'answered 503')
    assert.ok(dead!.attempts > 3)
  })

  test('fails for one message alone: that one blocks the others for an hour at most, and becomes a dead letter', async t => {
    const heard: string[] = []
    const receiver = await startLocalServer(({ body }) => {
      const { number } = JSON.parse(body).data
      if (number === 'INC-1') return { status: 500 }
      heard.push(number)
      return { status: 204 }
    })
    t.after(receiver.stop)
    const clock = sendingClock(59.5)
    const host = await start(t, { notifications: [hook(receiver, { timeout: 59.5 })] }, { clock, bus: 'kind' })
    await host.tell('communications', opens(numbered(1)), opens(numbered(2)), opens(numbered(3)))
    await passing(clock, 3_500_000, undefined, 20_000)
    assert.deepEqual(heard, [])
    await passing(clock, 300_000, () => heard.length === 2, 20_000)
    assert.deepEqual(heard, ['INC-2', 'INC-3'])
    const [dead] = (await host.call(ListDeliveries, { query: { state: 'dead' } })).items
    assert.equal(dead!.subject, 'i1')
    assert.equal(dead!.last_error, 'the channel takes other messages but not this one: answered 500')
  })
})

describe('the program stops', () => {
  test('by kill -9 while a message is under way: it is sent again with the same key, and nothing is lost', async t => {
    const receiver = await sink(t)
    const config = { notifications: [hook(receiver)] }
    const first = await start(t, config, { bus: 'kind' })
    await first.tell('communications', opens(numbered(1)))
    await first.until('the first is delivered', async () => (await states(first))[0] === 'delivered')
    await receiver.behave('hang')
    await first.tell('communications', opens(numbered(2)), opens(numbered(3)))
    await first.until('the second is under way', () => receiver.attempts.length === 2)
    const data = await first.crashed()
    await receiver.behave('refuse')
    await first.host.stop()
    await receiver.behave('ok')
    const second = await start(t, config, { data, bus: 'kind' })
    await second.until('all is delivered', async () => (await states(second)).every(state => state === 'delivered'))
    assert.deepEqual(told(receiver), ['opened INC-1', 'opened INC-2', 'opened INC-3'])
    assert.equal(receiver.accepted[1]!.headers['webhook-id'], receiver.attempts[1]!.headers['webhook-id'])
    await second.tell('communications', changes(numbered(1)), opens(numbered(1)))
    assert.equal((await states(second)).length, 3)
  })
})

describe('the configuration changes while it runs', () => {
  const reload = (host: TestHost, config: Record<string, unknown>) =>
    host.host.services()[0]!.reload?.({ notifications: [], ...config } as never, () => 'vigie.yaml')

  test('a channel that is taken out leaves dead letters that say so, a new one hears what comes next', async t => {
    const old = await sink(t)
    const next = await sink(t)
    await old.behave('refuse')
    const host = await start(t, { notifications: [hook(old, { name: 'old' })] }, { bus: 'kind' })
    await host.tell('communications', opens(numbered(1)))
    await host.until('it fails', async () => (await host.call(ListDeliveries)).items[0]!.attempts > 0)
    await reload(host, { notifications: [hook(next, { name: 'next' })] })
    const [dead] = (await host.call(ListDeliveries)).items
    assert.equal(dead!.state, 'dead')
    assert.equal(dead!.last_error, 'channel "old" is no longer in the configuration')
    assert.deepEqual(dead!.last_error_i18n, say('delivery.channel-gone', { name: 'old' }))
    await assert.rejects(host.call(RetryDelivery, { params: { id: dead!.id } }), {
      code: 'communications.channel-unusable',
      message: 'channel "old" cannot send now; those that can: next',
    })
    await host.tell('communications', opens(numbered(2)))
    await host.until('the new channel is told', () => next.accepted.length === 1)
    assert.deepEqual(told(next), ['opened INC-2'])
  })

  test('an address that was wrong is tried at once when it is put right', async t => {
    const wrong = await sink(t)
    const right = await sink(t)
    await wrong.behave({ status: 503, headers: { 'retry-after': '3000' } })
    const host = await start(t, { notifications: [hook(wrong)] }, { bus: 'kind' })
    await host.tell('communications', opens(numbered(1)))
    await host.until('it fails', async () => (await host.call(ListDeliveries)).items[0]!.attempts > 0)
    await reload(host, { notifications: [hook(right)] })
    await host.until('it is told at the new address', () => right.accepted.length === 1)
  })
})

describe('channels', () => {
  test('a message of test goes out now, beside the queue, and says what came of it', async t => {
    const receiver = await sink(t)
    const smtp = await startSmtp()
    t.after(smtp.stop)
    const host = await start(t, {
      notifications: [hook(receiver), { ...every, name: 'on-call', kind: 'email', to: ['ops@example.com'] }],
      smtp: { host: smtp.host, port: smtp.port, from: 'status@example.com', secure: false },
    })
    const good = await host.call(TestChannel, { params: { name: 'on-call' } })
    assert.equal(good.outcome, 'delivered')
    assert.match(smtp.mails[0]!.headers.subject!, /Test_message_from_Vigie/)
    await receiver.behave({ status: 400, body: 'unknown room' })
    const bad = await host.call(TestChannel, { params: { name: 'hook' } })
    const refused = say('delivery.answered-with', { status: 400, text: 'unknown room' })
    assert.deepEqual({ ...bad, took_ms: 0 }, { outcome: 'refused', ...errorFields(refused), took_ms: 0 })
    assert.equal(word(refused, 'fr'), 'réponse 400\u00a0: unknown room')
    assert.deepEqual(await states(host), [])
    await assert.rejects(host.call(TestChannel, { params: { name: 'pager' } }), {
      code: 'communications.channel-not-found',
      message: 'there is no channel "pager"; there is hook, on-call',
    })
  })

  test('Slack without a token is shown as such, and the console speaks in its place', async t => {
    const section = { ...every, channel: '#alerts', mention_channel: true, api_url: 'http://127.0.0.1:1/' }
    const host = await start(t, { slack: section })
    await host.tell('communications', opens(numbered(1)))
    await host.until('it is printed', async () => (await states(host))[0] === 'delivered')
    const [slack, printed] = (await host.call(ListChannels)).items
    assert.deepEqual(slack, {
      ...{ name: 'slack', kind: 'slack', enabled: false, last_success_at: null, queued: 0 },
      last_error: 'no token; set token or SLACK_BOT_TOKEN',
      last_error_i18n: say('delivery.no-token'),
      ...{ origin: 'file', place: 'vigie.yaml:slack' },
    })
    assert.deepEqual([printed!.name, printed!.origin], ['console', undefined])
    assert.ok(printed!.last_success_at)
  })

  test('Slack is asked at the start whether the token works', async t => {
    const slack = await startSlack()
    t.after(slack.stop)
    const section = { ...every, channel: '#alerts', mention_channel: true, token: 'xoxb-wrong', api_url: slack.api_url }
    const host = await start(t, { slack: section })
    await host.until('it is asked', () => slack.calls.length === 1)
    assert.equal(slack.calls[0]!.method, 'auth.test')
  })

  test('deliveries are listed newest first, page by page', async t => {
    const receiver = await sink(t)
    const host = await start(t, { notifications: [hook(receiver)] }, { bus: 'kind' })
    await host.tell('communications', ...[1, 2, 3, 4, 5].map(at => opens(numbered(at))))
    const subjects: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { items: { subject: string }[]; next_cursor: string | null } = await host.call(ListDeliveries, {
        query: { limit: 2, ...(cursor ? { cursor } : {}) },
      })
      subjects.push(...page.items.map(({ subject }) => subject))
      cursor = page.next_cursor
    }
    assert.deepEqual(subjects, ['i5', 'i4', 'i3', 'i2', 'i1'])
    for (const list of [ListDeliveries, ListAnnouncements, ListSubscribers, ListContactMessages]) {
      const asked = host.call(list, { query: { cursor: 'garbage' } })
      await assert.rejects(asked, { code: 'communications.invalid-cursor' }, list.name)
    }
  })

  test('Prometheus is told what waits, what was delivered and how long it took', async t => {
    const receiver = await sink(t)
    const host = await start(t, { notifications: [hook(receiver, { name: 'a "hook"' })] }, { bus: 'kind' })
    await host.tell('communications', opens(numbered(1)))
    await host.until('it is delivered', async () => (await states(host))[0] === 'delivered')
    const text = await host.metrics()
    assert.match(text, /^vigie_deliveries_queued\{channel="a \\"hook\\""\} 0$/m)
    assert.match(text, /^vigie_deliveries_total\{channel="a \\"hook\\"",state="delivered"\} 1$/m)
    assert.match(text, /^vigie_delivery_seconds_count\{channel="a \\"hook\\""\} 1$/m)
    assert.match(text, /^# TYPE vigie_delivery_seconds histogram$/m)
  })
})
