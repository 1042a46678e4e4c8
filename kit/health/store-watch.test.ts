import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { plainText } from '../messages/message.ts'
import { ConditionRecord } from '../store/condition.ts'
import { testClock } from '../testing/clock.ts'
import { StoreWatch } from './store-watch.ts'

function watched() {
  const clock = testClock()
  const lines: Record<string, unknown>[] = []
  const log = pino({ base: null }, { write: line => lines.push(JSON.parse(line)) })
  const watch = new StoreWatch({ clock, log })
  const probes: string[] = []
  const store = (name: string) => {
    const record = new ConditionRecord(() => clock.now())
    watch.add(name, {
      condition: () => record.get(),
      whenConditionChanges: listener => record.listen(listener),
      probe: async () => {
        probes.push(name)
      },
    })
    return record
  }
  return { clock, watch, lines, probes, store }
}

test('a cause is said once when it begins and once when it is over, however many services have it', () => {
  const { lines, store } = watched()
  const [monitor, incidents] = [store('monitor'), store('incidents')]
  for (const one of [monitor, incidents, monitor]) one.failed(plainText('the disk of /data is full'), 'store.disk-full')
  monitor.worked()
  monitor.failed(plainText('the disk of /data is full'), 'store.disk-full')
  monitor.worked()
  incidents.worked()
  assert.deepEqual(
    lines.map(({ msg, cause }) => [msg, cause]),
    [
      ['nothing can be stored', 'the disk of /data is full'],
      ['everything can be stored again', undefined],
    ],
  )
})

test('the outage of several services is the oldest one, and those elsewhere count', () => {
  const { clock, watch, store } = watched()
  const incidents = store('incidents')
  store('pages')
  let news = 0
  watch.onChange(() => {
    news += 1
  })
  assert.equal(watch.outage(['monitor', 'incidents', 'pages']), null)
  const since = clock.now()
  watch.update('monitor', {
    service: 'monitor',
    code: 'store.disk-full',
    cause: 'full',
    reason: plainText('full'),
    since: since - 1,
  })
  incidents.failed(plainText('the disk of /data is full'), 'store.disk-full')
  assert.equal(watch.outage(['monitor', 'incidents'])?.service, 'monitor')
  assert.equal(watch.outage(['incidents', 'pages'])?.since, since)
  assert.equal(watch.outage(['pages']), null)
  watch.update('monitor', null)
  incidents.worked()
  assert.equal(watch.outage(['monitor', 'incidents', 'pages']), null)
  assert.equal(news, 4)
})

test('a store that fails is tried again each second, and only then', async () => {
  const { clock, probes, store } = watched()
  const monitor = store('monitor')
  store('pages')
  await clock.advance(10_000)
  assert.deepEqual(probes, [])
  monitor.failed(plainText('full'), 'store.disk-full')
  await clock.advance(3_000)
  assert.deepEqual(probes, ['monitor', 'monitor', 'monitor'])
  monitor.worked()
  await clock.advance(10_000)
  assert.ok(probes.length <= 4)
})

test('what was kept meanwhile counts as unheard until all have stored and told it, a minute at the most', async () => {
  const { clock, watch, store } = watched()
  const chain = ['monitor', 'incidents']
  const behind = new Set<string>()
  const [monitor] = [store('monitor'), store('incidents')]
  for (const service of chain) watch.follow(service, () => behind.has(service))
  let news = 0
  watch.onChange(() => {
    news += 1
  })
  const since = clock.now()
  monitor.failed(plainText('the disk of /data is full'), 'store.disk-full')
  behind.add('monitor')
  await clock.advance(2_000)
  monitor.worked()
  assert.deepEqual([watch.outage(chain), watch.unheard(chain)?.since, news], [null, since, 2])
  await clock.advance(5_000)
  assert.equal(watch.unheard(chain)?.since, since)
  behind.clear()
  await clock.advance(200)
  assert.deepEqual([watch.unheard(chain), news], [null, 3], 'who draws the page is told')

  monitor.failed(plainText('the disk of /data is full'), 'store.disk-full')
  behind.add('monitor')
  monitor.worked()
  await clock.advance(59_000)
  assert.equal(watch.unheard(chain)?.service, 'monitor')
  await clock.advance(2_000)
  assert.equal(watch.unheard(chain), null, 'a listener that stays away does not hide what the others know')
})
