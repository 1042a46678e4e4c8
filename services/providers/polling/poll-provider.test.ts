import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { adapterOfKind } from '../registry/adapter-kinds.ts'
import { deriveState } from '../state/snapshot.ts'
import { wide } from '../testing/sample.ts'
import { startStatusServer } from '../testing/status-server.ts'
import { incidentIoPage, polaris } from '../testing/statuspage-samples.ts'
import { type Memory, type PollResponse, pollProvider } from './poll-provider.ts'

const healthy = polaris({})
const major = polaris({ status: { indicator: 'critical' } })

async function asking(t: TestContext, kind: string, ...paths: string[]) {
  const server = await startStatusServer(t)
  const memory: Memory = new Map()
  const clock = testClock(Date.parse('2026-05-04T12:00:00Z'))
  const parts = { network: outgoingPolicy({ allow: [] }), clock, signal: new AbortController().signal, proven: false }
  const pages = paths.length > 0 ? paths.map(path => server.url + path) : [server.url]
  const ask = (othersAnswer = false) =>
    pollProvider(adapterOfKind(kind)!, pages, memory, { ...parts, othersAnswer: () => othersAnswer })
  const state = ({ read }: PollResponse) =>
    'reading' in read ? deriveState(read.reading, wide, clock.now()).state : inEnglish(read.unreadable)
  return { server, clock, ask, state }
}

describe('asking a page', () => {
  test('what did not change is not read again', async t => {
    const { server, ask, state } = await asking(t, 'statuspage')
    server.put('/api/v2/summary.json', healthy)
    assert.equal(state(await ask()), 'operational')
    const again = await ask()
    assert.deepEqual([state(again), again.documents.length], ['operational', 0])
    server.put('/api/v2/summary.json', major)
    assert.equal(state(await ask()), 'major_outage')
    assert.deepEqual(server.log, ['/api/v2/summary.json 200', '/api/v2/summary.json 304', '/api/v2/summary.json 200'])
  })

  test('of two feeds one that changed brings the other along', async t => {
    const { server, ask, state } = await asking(t, 'google-cloud')
    const { googleIncident } = await import('../testing/cloud-samples.ts')
    server.put('/incidents.json', [googleIncident({ end: '2026-05-04T11:00:00+00:00' })])
    server.put('/products.json', { products: [{ id: 'p1', title: 'Storage' }] })
    assert.equal(state(await ask()), 'operational')
    server.put('/incidents.json', [googleIncident({})])
    assert.equal(state(await ask()), 'partial_outage')
    assert.deepEqual(server.log.slice(2), [
      '/incidents.json 200',
      '/products.json 304',
      '/incidents.json 200',
      '/products.json 200',
    ])
  })

  test('an error is not well, and is not remembered as what was', async t => {
    const { server, ask, state } = await asking(t, 'statuspage')
    server.put('/api/v2/summary.json', healthy)
    await ask()
    server.put('/api/v2/summary.json', '<html><body>All Systems Operational</body></html>', { status: 503 })
    assert.match(state(await ask()), /answered 503/)
    server.put('/api/v2/summary.json', '<html><body>All Systems Operational</body></html>')
    assert.match(state(await ask()), /HTML or XML where JSON was expected/)
    await server.behave('refuse')
    assert.match(state(await ask()), /refuses the connection/)
    await server.behave('ok')
    server.put('/api/v2/summary.json', healthy)
    assert.equal(state(await ask()), 'operational')
  })

  test('an optional feed that is missing or nonsense takes nothing away', async t => {
    const { server, ask, state } = await asking(t, 'google-cloud')
    const { googleIncident } = await import('../testing/cloud-samples.ts')
    server.put('/incidents.json', [googleIncident({})])
    assert.equal(state(await ask()), 'partial_outage')
    server.put('/products.json', 'nonsense')
    server.put('/incidents.json', [googleIncident({ end: '2026-05-04T11:00:00+00:00' })])
    assert.equal(state(await ask()), 'operational')
  })

  test('where the feeds are switched off the page itself is read, and then first', async t => {
    const { server, ask, state } = await asking(t, 'incident-io')
    server.put('/', incidentIoPage({}))
    assert.equal(state(await ask()), 'operational')
    assert.deepEqual(server.log, ['/api/v2/summary.json 404', '/api/v1/summary 404', '/ 200'])
    assert.equal(state(await ask()), 'operational')
    assert.deepEqual(server.log.slice(3), ['/ 304'])
  })

  test('after a while the better way is tried again', async t => {
    const { server, ask } = await asking(t, 'incident-io')
    server.put('/', incidentIoPage({}))
    for (let look = 0; look < 40; look++) await ask()
    assert.deepEqual(server.log.slice(-3), ['/api/v2/summary.json 404', '/api/v1/summary 404', '/ 200'])
  })

  test('an address that names a file is the feed itself', async t => {
    const { server, ask, state } = await asking(t, 'statuspage', '/mirror/polaris.json')
    server.put('/mirror/polaris.json', major)
    assert.equal(state(await ask()), 'major_outage')
    assert.deepEqual(server.log, ['/mirror/polaris.json 200'])
  })

  test('several pages are one provider, and one that is missing is a doubt', async t => {
    const { server, ask, state } = await asking(t, 'statuspage', '/one', '/two')
    server.put('/one/api/v2/summary.json', healthy)
    server.put('/two/api/v2/summary.json', healthy)
    assert.equal(state(await ask()), 'operational')
    server.put('/two/api/v2/summary.json', major)
    assert.equal(state(await ask()), 'major_outage')
    server.put('/two/api/v2/summary.json', '', { status: 500 })
    assert.equal(state(await ask()), 'unknown')
  })

  test('a server that hangs is given up after ten seconds', async t => {
    const { server, ask, clock, state } = await asking(t, 'statuspage')
    await server.behave('hang')
    const asked = ask()
    await clock.advance(10_000)
    assert.match(state(await asked), /does not answer in time/)
  })
})

describe('a target without a status page', () => {
  test('answers well, answers with an error, refuses', async t => {
    const { server, ask, state } = await asking(t, 'http', '/login')
    server.put('/login', 'welcome')
    assert.equal(state(await ask()), 'operational')
    server.put('/login', 'oops', { status: 500 })
    assert.equal(state(await ask()), 'major_outage')
    server.put('/login', 'go away', { status: 403 })
    assert.equal(state(await ask()), 'answered 403')
    await server.behave('refuse')
    assert.equal(state(await ask()), 'major_outage')
  })

  test('silence is only down when others can be reached', async t => {
    const { server, ask, clock, state } = await asking(t, 'http', '/login')
    await server.behave('hang')
    for (const others of [false, true]) {
      const asked = ask(others)
      await clock.advance(10_000)
      assert.equal(state(await asked), others ? 'major_outage' : 'does not answer in time')
    }
  })

  test('sent to another site it is neither', async t => {
    const { server, ask, state } = await asking(t, 'http', '/login')
    server.put('/login', '', { status: 302, headers: { location: 'http://localhost:1/' } })
    assert.match(state(await ask(true)), /another site/)
  })
})
