import assert from 'node:assert/strict'
import { request } from 'node:http'
import { type TestContext, test } from 'node:test'
import { KeyChanged } from '../../../contracts/identity/access.ts'
import { IncidentUpdated } from '../../../contracts/incidents/incidents.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { fact } from '../../../kit/service/event.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { until } from '../../../kit/testing/until.ts'
import { pages } from '../service.ts'
import { sampleFullIncident, sampleSignal } from '../testing/sample-events.ts'

async function listener(t: TestContext, url: string, headers: Record<string, string> = {}) {
  const leave = new AbortController()
  t.after(() => leave.abort())
  const response = await fetch(url, { headers, signal: leave.signal })
  const told = { text: '', over: false }
  const reading = async () => {
    for await (const chunk of response.body ?? []) told.text += Buffer.from(chunk).toString()
  }
  void reading()
    .catch(() => undefined)
    .finally(() => {
      told.over = true
    })
  return { told, response, leave: () => leave.abort() }
}

const names = (text: string): string[] =>
  [...text.matchAll(/^event: (?:vigie\.)?(.+?)(?:\.v1)?$/gm)].map(([, name]) => name ?? '')
const positionIn = (text: string): string => [...text.matchAll(/^id: (.+)$/gm)].at(-1)?.[1] ?? ''

test('what happens is streamed once however often it is told, publicly without what is internal, and ends with the program', async t => {
  const host = await testHost(t, { services: [pages] })
  const url = `${await host.host.listen({ host: '127.0.0.1', port: 0 })}/api/v1/live`
  const outside = await listener(t, url)
  const inside = await listener(t, url, { authorization: `Bearer ${testKey}` })
  assert.equal(outside.response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
  await until('both are greeted', () => /hello/.test(outside.told.text) && /hello/.test(inside.told.text))

  await host.tell('pages', fact(IncidentUpdated, 'i1', sampleFullIncident(2)))
  await host.tell('pages', fact(IncidentUpdated, 'i1', sampleFullIncident(1)))
  await host.tell('pages', fact(SignalChanged, 'check:1', sampleSignal(1)))
  await until('the signal is heard inside', () => /signal-changed/.test(inside.told.text))
  await host.tell('pages', fact(IncidentUpdated, 'i1', sampleFullIncident(3, { assignee: 'Zoé Durand' })))
  await host.tell(
    'pages',
    fact(IncidentUpdated, 'i1', sampleFullIncident(4, { title: 'Paiement lent', title_i18n: null })),
  )
  await until('the new title is heard', () => /Paiement lent/.test(outside.told.text))
  await until('inside too', () => /Paiement lent/.test(inside.told.text))
  const updated = 'incidents.incident-updated'
  assert.deepEqual(
    names(outside.told.text),
    ['hello', updated, updated],
    'older news and internal changes are left out',
  )
  assert.deepEqual(names(inside.told.text), ['hello', updated, 'signal-changed', updated, updated])
  assert.doesNotMatch(outside.told.text, /internal\.example|ECONNREFUSED|Zoé|cable/)
  assert.match(inside.told.text, /internal\.example/)

  inside.leave()
  const position = positionIn(inside.told.text)
  await host.tell('pages', fact(SignalChanged, 'check:1', sampleSignal(2)))
  const back = await listener(t, url, { authorization: `Bearer ${testKey}`, 'last-event-id': position })
  await until('what was missed is told', () => /signal-changed/.test(back.told.text))
  assert.deepEqual(names(back.told.text), ['hello', 'signal-changed'])

  await host.tell('pages', fact(KeyChanged, 'admin-key', revokedKey))
  await until('a key that changed has to come back', () => back.told.over)
  assert.ok(!outside.told.over)
  await host.host.stop()
  await until('the program ends, and so does the stream', () => outside.told.over)
})

const revokedKey = {
  id: 'admin-key',
  name: 'key',
  sha256: '',
  role: 'admin' as const,
  scopes: [],
  user_id: null,
  expires_at: null,
  revoked: true,
  revision: 1,
}

test('streams of strangers from many networks keep nobody out who says who they are', async t => {
  const host = await testHost(t, {
    services: [pages],
    config: { pages: { live: { connections: 40, per_address: 5 } } },
  })
  const { port } = new URL(await host.host.listen({ host: '127.0.0.1', port: 0 }))
  const listen = (localAddress: string, headers: Record<string, string> = {}) =>
    new Promise<number>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, path: '/api/v1/live', localAddress, headers }, answer => {
        answer.on('error', () => undefined)
        resolve(answer.statusCode ?? 0)
      })
      asked.on('error', reject)
      asked.end()
      t.after(() => asked.destroy())
    })
  const strangers = Array.from({ length: 80 }, (_, n) => `127.0.${n % 20}.${1 + Math.floor(n / 20)}`)
  const statuses = await Promise.all(strangers.map(address => listen(address)))
  assert.equal(statuses.filter(status => status === 200).length, 30)
  assert.equal(statuses.filter(status => status === 429).length, 50)
  const authorization = `Bearer ${testKey}`
  const ours = await Promise.all(Array.from({ length: 5 }, () => listen('127.0.0.1', { authorization })))
  assert.deepEqual(ours, [200, 200, 200, 200, 200])
  assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 200, 'and pages are served')
})
