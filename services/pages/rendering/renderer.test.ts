import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { silentLog } from '../../../kit/runtime/log.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { until } from '../../../kit/testing/until.ts'
import type { PublicStatus } from '../status/public-status.ts'
import { sampleIncident, sampleNow, sampleOutage, sampleStatus } from '../testing/sample-status.ts'
import { PageCache } from './page-cache.ts'
import { Renderer } from './renderer.ts'

async function renderer(t: TestContext, first: PublicStatus) {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-press-'))
  const clock = testClock(sampleNow)
  const log = silentLog()
  const cache = new PageCache({ folder, clock, log })
  const state = { status: first }
  const site = { title: null, language: 'en', time_zone: 'UTC', url: null, base: '' } as const
  const rendering = new Renderer({ site, cache, status: () => state.status, clock, log })
  t.after(async () => {
    await rendering.stop()
    await cache.stop()
    await rm(folder, { recursive: true })
  })
  return { folder, clock, cache, state, renderer: rendering }
}

const sheets = (...names: string[]) => names.flatMap(name => [name, `/en${name}`, `/fr${name}`])
const missing = (cache: PageCache, addresses: readonly string[]) => addresses.filter(address => !cache.get(address))

test('every page lies ready in both languages, the default one at the root too', async t => {
  const { cache, renderer: at } = await renderer(t, { ...sampleStatus(2), recent: [], open: [sampleOutage] })
  await at.renderNow()
  const number = sampleOutage.number
  const always = ['/', '/history', '/history/2026-08', '/feed.atom', '/feed.rss', '/calendar.ics', '/badge.svg']
  assert.deepEqual(missing(cache, sheets(...always, `/incidents/${number}`, '/badge/service-1.svg')), [])
  assert.equal(cache.get('/'), cache.get('/en/'))
})

test('what is for programs alone is only at the root', async t => {
  const { cache, renderer: at } = await renderer(t, sampleStatus(2))
  await at.renderNow()
  assert.deepEqual(missing(cache, ['/api/v2/summary.json', '/api/v2/incidents/unresolved.json']), [])
  assert.equal(cache.get('/fr/api/v2/summary.json'), undefined)
})

test('however much there is, few pages are rendered ahead', async t => {
  const { cache, renderer: at } = await renderer(t, {
    ...sampleStatus(2_000),
    open: Array.from({ length: 500 }, (_, index) => sampleIncident(index, { resolved_at: null })),
  })
  await at.renderNow()
  assert.ok(cache.addresses().length < 350, `${cache.addresses().length} addresses`)
})

test('a thousand changes at once are one rendering, and renderings are a quarter of a second apart', async t => {
  const { clock, renderer: at } = await renderer(t, sampleStatus(2))
  await at.renderNow()
  for (let change = 0; change < 1_000; change++) at.contentChanged()
  await clock.advance(200)
  assert.equal(at.renderings, 1, 'the pause is not over')
  await clock.advance(100)
  await until('they are rendered', () => at.renderings === 2)
  await clock.advance(5_000)
  assert.equal(at.renderings, 2)
})

test('what changes during a rendering is rendered after it', async t => {
  const { clock, renderer: at } = await renderer(t, sampleStatus(2))
  const first = at.renderNow()
  at.contentChanged()
  await first
  await clock.advance(300)
  await until('the change is rendered', () => at.renderings === 2)
})

test('a change is on the page within a second', async t => {
  const { clock, cache, state, renderer: at } = await renderer(t, sampleStatus(2))
  await at.renderNow()
  await clock.advance(10_000)
  const before = cache.get('/')
  state.status = sampleStatus(2, { 0: 'major_outage' })
  at.contentChanged()
  await clock.advance(1_000)
  await until('it is rendered', () => cache.get('/') !== before)
  assert.match(cache.get('/')!.bytes.toString(), /API Production is down/)
})

test('what did not change is not rendered again', async t => {
  const resolved = sampleStatus(2)
  const { clock, cache, renderer: at } = await renderer(t, resolved)
  await at.renderNow()
  const incident = `/incidents/${resolved.recent[0]!.number}`
  const before = { status: cache.get('/'), incident: cache.get(incident) }
  await at.renderNow()
  assert.equal(cache.get('/'), before.status)
  await clock.advance(60_000)
  await at.renderNow()
  assert.notEqual(cache.get('/'), before.status, 'it says when it was rendered')
  assert.equal(cache.get(incident), before.incident)
})

test('an incident that is no longer recent leaves the cache', async t => {
  const { cache, state, renderer: at } = await renderer(t, sampleStatus(1))
  await at.renderNow()
  state.status = { ...sampleStatus(1), recent: [] }
  at.contentChanged()
  await at.renderNow()
  assert.deepEqual(
    cache.addresses().filter(address => address.includes('/incidents/INC')),
    [],
  )
})

test('a rendering that fails leaves the pages of before and is counted', async t => {
  const { cache, state, renderer: at } = await renderer(t, sampleStatus(1))
  await at.renderNow()
  const before = cache.get('/')
  state.status = { ...sampleStatus(1), components: null as never }
  at.contentChanged()
  await at.renderNow()
  assert.equal(cache.get('/'), before)
  assert.equal(at.failures, 1)
})

test('the pages are on disk when the program is gone', async t => {
  const { folder, cache, renderer: at } = await renderer(t, { ...sampleStatus(2), recent: [], open: [sampleOutage] })
  await at.renderNow()
  await at.stop()
  await cache.stop()
  for (const file of ['index.html', 'en/index.html', 'fr/index.html', `fr/incidents/${sampleOutage.number}.html`]) {
    assert.match(await readFile(join(folder, file), 'utf8'), /^<!doctype html>/, file)
  }
})
