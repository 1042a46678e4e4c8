import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sampleComponent, sampleIncident, sampleNow } from '../testing/sample-status.ts'
import { latestCount } from './public-status.ts'
import { StatusCopy } from './status-copy.ts'

const component = (revision: number, archived = false) => ({
  component: sampleComponent(0, { name: `revision ${revision}`, last_known: { status: 'operational', revision } }),
  revision,
  archived,
})
const at = (ms: number) => new Date(sampleNow - ms).toISOString()
const day = 86_400_000

test('however late, often and out of order news comes, the newest revision stays', () => {
  const order = fc.shuffledSubarray([1, 1, 2, 3, 3, 4, 5, 5], { minLength: 8 })
  fc.assert(
    fc.property(order, revisions => {
      const copy = new StatusCopy()
      for (const revision of revisions) {
        copy.setComponent(component(revision))
        copy.setIncident(sampleIncident(0, { revision, title: `revision ${revision}` }))
      }
      const status = copy.status(sampleNow)
      assert.deepEqual(
        status.components.map(one => one.name),
        ['revision 5'],
      )
      assert.deepEqual(
        status.recent.map(one => one.title),
        ['revision 5'],
      )
    }),
  )
})

test('what was last known of a component outlives not knowing, however the news came', () => {
  const told = (revision: number, status: 'operational' | 'major_outage' | 'unknown') => ({
    component: sampleComponent(0, { status, last_known: status === 'unknown' ? null : { status, revision } }),
    revision,
    archived: false,
  })
  const news = [told(1, 'operational'), told(2, 'major_outage'), told(3, 'unknown'), told(4, 'unknown')]
  fc.assert(
    fc.property(fc.shuffledSubarray([...news, ...news], { minLength: 8 }), order => {
      const copy = new StatusCopy()
      for (const one of order) copy.setComponent(one)
      const [known] = copy.components()
      assert.equal(known?.status, 'unknown')
      assert.deepEqual(known?.last_known, { status: 'major_outage', revision: 2 })
    }),
  )
})

test('an archived component is gone, and an older event does not bring it back', () => {
  const copy = new StatusCopy()
  assert.equal(copy.setComponent(component(3, true)), true)
  assert.equal(copy.setComponent(component(2)), false)
  assert.deepEqual(copy.components(), [])
})

test('what is no news changes nothing', () => {
  const copy = new StatusCopy()
  assert.equal(copy.setIncident(sampleIncident(0)), true)
  assert.equal(copy.setIncident(sampleIncident(0)), false)
})

test('incidents are recent for 14 days after their end, open ones stay as long as they last', () => {
  const copy = new StatusCopy()
  copy.setIncident(sampleIncident(0, { resolved_at: at(13.9 * day) }))
  copy.setIncident(sampleIncident(1, { resolved_at: at(14.1 * day) }))
  copy.setIncident(sampleIncident(2, { resolved_at: null, started_at: at(300 * day) }))
  const { open, recent } = copy.status(sampleNow)
  assert.deepEqual(
    open.map(one => one.id),
    ['i2'],
  )
  assert.deepEqual(
    recent.map(one => one.id),
    ['i0'],
  )
})

test('the latest incidents are known however old they are, and not more of them than that', () => {
  const copy = new StatusCopy()
  for (let index = 0; index < 70; index++) {
    const started_at = at((300 + index) * day)
    copy.setIncident(sampleIncident(index, { started_at, resolved_at: started_at }))
  }
  const ids = copy.status(sampleNow).latest.map(one => one.id)
  assert.equal(ids.length, latestCount)
  assert.deepEqual([ids.at(0), ids.at(-1)], ['i0', `i${latestCount - 1}`])
  assert.equal(copy.incident('i60'), undefined)
})

test('open incidents stand in the order of their gravity, then the newest first', () => {
  const copy = new StatusCopy()
  copy.setIncident(sampleIncident(0, { impact: 'minor', started_at: at(1_000), resolved_at: null }))
  copy.setIncident(sampleIncident(1, { impact: 'critical', started_at: at(9_000), resolved_at: null }))
  copy.setIncident(sampleIncident(2, { impact: 'critical', started_at: at(5_000), resolved_at: null }))
  assert.deepEqual(
    copy.status(sampleNow).open.map(one => one.id),
    ['i2', 'i1', 'i0'],
  )
})

test('an incident is found by its id and by its number', () => {
  const copy = new StatusCopy()
  const incident = sampleIncident(0)
  copy.setIncident(incident)
  assert.equal(copy.incident(incident.id), incident)
  assert.equal(copy.incident(incident.number), incident)
  assert.equal(copy.incident('INC-1'), undefined)
})
