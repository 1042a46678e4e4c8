import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { silentLog } from '../../../kit/runtime/log.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { until } from '../../../kit/testing/host.ts'
import type { PublicStatus } from '../status/public-status.ts'
import { sampleIncident, sampleNow, sampleOutage, sampleStatus } from '../testing/sample-status.ts'
import { Shelf } from './page-cache.ts'
import { Press } from './renderer.ts'

async function press(t: TestContext, first: PublicStatus) {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-press-'))
  const clock = testClock(sampleNow)
  const log = silentLog()
  const shelf = new Shelf({ folder, clock, log })
  const state = { status: first }
  const site = { title: null, language: 'en', time_zone: 'UTC', url: null } as const
  const printing = new Press({ site, shelf, status: () => state.status, clock, log })
  t.after(async () => {
    await printing.stop()
    await shelf.stop()
    await rm(folder, { recursive: true })
  })
  return { folder, clock, shelf, state, press: printing }
}

const sheets = (...names: string[]) => names.flatMap(name => [name, `/en${name}`, `/fr${name}`])
const missing = (shelf: Shelf, addresses: readonly string[]) => addresses.filter(address => !shelf.get(address))

test('every page lies ready in both languages, the default one at the root too', async t => {
  const { shelf, press: at } = await press(t, { ...sampleStatus(2), recent: [], open: [sampleOutage] })
  await at.printNow()
  const number = sampleOutage.number
  const always = ['/', '/history', '/history/2026-08', '/feed.atom', '/feed.rss', '/calendar.ics', '/badge.svg']
  assert.deepEqual(missing(shelf, sheets(...always, `/incidents/${number}`, '/badge/service-1.svg')), [])
  assert.equal(shelf.get('/'), shelf.get('/en/'))
})

test('what is for programs alone is only at the root', async t => {
  const { shelf, press: at } = await press(t, sampleStatus(2))
  await at.printNow()
  assert.deepEqual(missing(shelf, ['/api/v2/summary.json', '/api/v2/incidents/unresolved.json']), [])
  assert.equal(shelf.get('/fr/api/v2/summary.json'), undefined)
})

test('however much there is, few pages are printed ahead', async t => {
  const { shelf, press: at } = await press(t, {
    ...sampleStatus(2_000),
    open: Array.from({ length: 500 }, (_, index) => sampleIncident(index, { resolved_at: null })),
  })
  await at.printNow()
  assert.ok(shelf.addresses().length < 350, `${shelf.addresses().length} addresses`)
})

test('a thousand changes at once are one printing, and printings are a quarter of a second apart', async t => {
  const { clock, press: at } = await press(t, sampleStatus(2))
  await at.printNow()
  for (let change = 0; change < 1_000; change++) at.changed()
  await clock.advance(200)
  assert.equal(at.printings, 1, 'the pause is not over')
  await clock.advance(100)
  await until('they are printed', () => at.printings === 2)
  await clock.advance(5_000)
  assert.equal(at.printings, 2)
})

test('what changes during a printing is printed after it', async t => {
  const { clock, press: at } = await press(t, sampleStatus(2))
  const first = at.printNow()
  at.changed()
  await first
  await clock.advance(300)
  await until('the change is printed', () => at.printings === 2)
})

test('a change is on the page within a second', async t => {
  const { clock, shelf, state, press: at } = await press(t, sampleStatus(2))
  await at.printNow()
  await clock.advance(10_000)
  const before = shelf.get('/')
  state.status = sampleStatus(2, { 0: 'major_outage' })
  at.changed()
  await clock.advance(1_000)
  await until('it is printed', () => shelf.get('/') !== before)
  assert.match(shelf.get('/')!.plain.bytes.toString(), /API Production is down/)
})

test('what did not change is not printed again', async t => {
  const resolved = sampleStatus(2)
  const { clock, shelf, press: at } = await press(t, resolved)
  await at.printNow()
  const incident = `/incidents/${resolved.recent[0]!.number}`
  const before = { status: shelf.get('/'), incident: shelf.get(incident) }
  await at.printNow()
  assert.equal(shelf.get('/'), before.status)
  await clock.advance(60_000)
  await at.printNow()
  assert.notEqual(shelf.get('/'), before.status, 'it says when it was printed')
  assert.equal(shelf.get(incident), before.incident)
})

test('an incident that is no longer recent leaves the shelf', async t => {
  const { shelf, state, press: at } = await press(t, sampleStatus(1))
  await at.printNow()
  state.status = { ...sampleStatus(1), recent: [] }
  at.changed()
  await at.printNow()
  assert.deepEqual(
    shelf.addresses().filter(address => address.includes('/incidents/INC')),
    [],
  )
})

test('a printing that fails leaves the pages of before and is counted', async t => {
  const { shelf, state, press: at } = await press(t, sampleStatus(1))
  await at.printNow()
  const before = shelf.get('/')
  state.status = { ...sampleStatus(1), components: null as never }
  at.changed()
  await at.printNow()
  assert.equal(shelf.get('/'), before)
  assert.equal(at.failures, 1)
})

test('the pages are on disk when the program is gone', async t => {
  const { folder, shelf, press: at } = await press(t, { ...sampleStatus(2), recent: [], open: [sampleOutage] })
  await at.printNow()
  await at.stop()
  await shelf.stop()
  for (const file of ['index.html', 'en/index.html', 'fr/index.html', `fr/incidents/${sampleOutage.number}.html`]) {
    assert.match(await readFile(join(folder, file), 'utf8'), /^<!doctype html>/, file)
  }
})
