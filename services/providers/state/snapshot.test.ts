import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { say } from '../../../contracts/messages/words.ts'
import type { ProviderState } from '../../../contracts/providers.ts'
import { type Component, type Incident, reading } from '../adapters/reading/adapter.ts'
import { joined } from '../polling/read-documents.ts'
import { deriveState, worst } from './snapshot.ts'

const now = Date.parse('2026-05-04T12:00:00Z')
const all = { regions: [], components: [] }
const leaf = (name: string, state: ProviderState, more: Partial<Component> = {}): Component => ({
  ...{ id: name.toLowerCase(), name, group: null, region: null, state },
  ...more,
})
const incident = (more: Partial<Incident> = {}): Incident => ({
  ...{ id: 'i', title: 'Trouble', phase: 'investigating', impact: 'major_outage', url: null },
  ...{ started_at: '2026-05-04T11:00:00.000Z', updated_at: '2026-05-04T11:30:00.000Z', resolved_at: null },
  ...{ components: [], regions: [], updates: [] },
  ...more,
})
const days = (count: number) => new Date(now - count * 86_400_000).toISOString()

describe('the worst vote wins', () => {
  test('in this order: operational, maintenance, unknown, degraded, partial outage, major outage', () => {
    const order: ProviderState[] = [
      'operational',
      'maintenance',
      'unknown',
      'degraded',
      'partial_outage',
      'major_outage',
    ]
    for (const [index, state] of order.entries()) assert.equal(worst(order.slice(0, index + 1)), state)
  })

  test('nothing that can be read is unknown', () => {
    assert.equal(deriveState(reading({}), all, now).state, 'unknown')
  })

  test('a leaf counts though the page as a whole says that all is well', () => {
    const said = reading({ stated: 'operational', components: [leaf('API', 'degraded'), leaf('Web', 'operational')] })
    assert.deepEqual(pick(deriveState(said, all, now)), ['degraded', false])
  })

  test('what the page says as a whole counts though its leaves are well', () => {
    const said = reading({ stated: 'partial_outage', components: [leaf('API', 'operational')] })
    assert.equal(deriveState(said, all, now).state, 'partial_outage')
  })
})

describe('incidents give context', () => {
  test('an open one that names no component makes the page degraded at least, and that is our conclusion', () => {
    const said = reading({ stated: 'operational', components: [leaf('API', 'operational')], incidents: [incident()] })
    assert.deepEqual(pick(deriveState(said, all, now)), ['degraded', true])
  })

  test('one that names a component leaves the word to the component', () => {
    const incidents = [incident({ components: ['API'] })]
    assert.equal(
      deriveState(reading({ components: [leaf('API', 'operational')], incidents }), all, now).state,
      'operational',
    )
  })

  test('one that is over, or only planned, says nothing', () => {
    for (const phase of ['resolved', 'postmortem', 'completed', 'scheduled'] as const) {
      const said = reading({ components: [leaf('API', 'operational')], incidents: [incident({ phase })] })
      assert.equal(deriveState(said, all, now).state, 'operational', phase)
    }
  })

  test('where a feed tells of trouble only, silence means well, and that is our conclusion', () => {
    assert.deepEqual(pick(deriveState(reading({ decided_by: 'incidents' }), all, now)), ['operational', true])
    const said = reading({ decided_by: 'incidents', incidents: [incident()] })
    assert.deepEqual(pick(deriveState(said, all, now)), ['major_outage', false])
  })

  test('an open one is degraded and stale after seven silent days', () => {
    const feed = (updated_at: string) => reading({ decided_by: 'incidents', incidents: [incident({ updated_at })] })
    assert.equal(deriveState(feed(days(6.9)), all, now).state, 'major_outage')
    const { state, derived, incidents } = deriveState(feed(days(7.1)), all, now)
    assert.deepEqual([state, derived, incidents[0]!.stale, incidents[0]!.impact], ['degraded', true, true, 'degraded'])
  })

  test('of a feed without states the components have what its incidents say of them, where they say it', () => {
    const places = ['eu', 'us'].map(region => leaf('Data', 'operational', { id: `${region}/data`, region }))
    const said = reading({
      decided_by: 'incidents',
      components: [...places, leaf('Mail', 'operational')],
      incidents: [incident({ components: ['Data'], regions: ['us'], impact: 'degraded' })],
    })
    assert.deepEqual(
      deriveState(said, all, now).components.map(({ id, state }) => [id, state]),
      [
        ['eu/data', 'operational'],
        ['us/data', 'degraded'],
        ['mail', 'operational'],
      ],
    )
  })

  test('one without any time is not called stale', () => {
    const said = reading({ decided_by: 'incidents', incidents: [incident({ started_at: null, updated_at: null })] })
    assert.equal(deriveState(said, all, now).state, 'major_outage')
  })
})

describe('only what is in scope counts', () => {
  const said = reading({
    stated: 'major_outage',
    components: [
      leaf('Compute', 'operational', { region: 'eu-1', id: 'c1' }),
      leaf('Compute', 'major_outage', { region: 'us-1', id: 'c2' }),
      leaf('Login', 'degraded', { region: null }),
      leaf('Storage', 'partial_outage', { region: 'eu-1', group: 'Data' }),
    ],
    regions: ['eu-1', 'us-1'],
  })
  const state = (regions: string[], components: string[] = []) => deriveState(said, { regions, components }, now).state

  test('a region, and what has no region because it is everywhere', () => {
    assert.equal(state(['eu-1'], ['Compute']), 'operational')
    assert.equal(state(['eu-1'], ['Compute', 'Login']), 'degraded')
    assert.equal(state(['EU-1']), 'partial_outage')
  })

  test('a component by its name, id or group, with * for any letters', () => {
    assert.equal(state([], ['login']), 'degraded')
    assert.equal(state([], ['c1']), 'operational')
    assert.equal(state([], ['Data']), 'partial_outage')
    assert.equal(state([], ['Comp*']), 'major_outage')
    assert.equal(state(['eu-*'], ['*p*t*']), 'operational')
  })

  test('a scope that nothing fits is unknown, and says what it did not find', () => {
    const { state, reason } = deriveState(said, { regions: ['eu-9'], components: ['Compute'] }, now)
    assert.deepEqual([state, reason], ['unknown', say('provider.no-such', { name: 'eu-9' })])
  })

  test('one of several patterns that nothing fits is a doubt, not a reason to be well', () => {
    assert.equal(state(['eu-1'], ['Compute', 'Databse']), 'unknown')
    assert.equal(state([], ['Databse', 'Storage']), 'partial_outage')
  })

  test('trouble outside of it is shown', () => {
    const { components } = deriveState(said, { regions: ['eu-1'], components: ['Compute'] }, now)
    assert.deepEqual(
      components.map(({ id, in_scope }) => [id, in_scope]),
      [
        ['c1', true],
        ['c2', false],
        ['login', false],
        ['storage', false],
      ],
    )
  })

  test('an incident elsewhere does not count, one that names no place may be here', () => {
    const feed = (regions: string[]) =>
      reading({ decided_by: 'incidents', regions: ['eu-1', 'us-1'], incidents: [incident({ regions })] })
    const here = { regions: ['eu-1'], components: [] }
    assert.equal(deriveState(feed(['us-1']), here, now).state, 'operational')
    assert.equal(deriveState(feed([]), here, now).state, 'major_outage')
  })

  test('an incident or a maintenance is in scope when one of the components that it names is', () => {
    const page = reading({
      components: [leaf('API', 'operational', { group: 'Europe' }), leaf('Web', 'operational', { group: 'Asia' })],
      incidents: [incident({ id: 'api', components: ['API'] }), incident({ id: 'web', components: ['Web'] })],
      maintenances: [
        { id: 'm', title: 'M', phase: 'in_progress', starts_at: null, ends_at: null, url: null, components: ['Web'] },
      ],
    })
    for (const scope of [
      { regions: [], components: ['Europe'] },
      { regions: ['Europe'], components: [] },
    ]) {
      const { incidents, maintenances } = deriveState(page, scope, now)
      assert.deepEqual(
        incidents.map(({ id, in_scope }) => [id, in_scope]),
        [
          ['api', true],
          ['web', false],
        ],
      )
      assert.equal(maintenances[0]!.in_scope, false)
    }
  })

  test('a component that the provider does not watch counts for those who ask for it', () => {
    const page = reading({ components: [leaf('A', 'operational'), leaf('B', 'unknown', { unwatched: true })] })
    assert.equal(deriveState(page, all, now).state, 'operational')
    assert.equal(deriveState(page, { regions: [], components: ['B'] }, now).state, 'unknown')
  })
})

describe('doubts', () => {
  test('a statement that nobody renews is none', () => {
    const said = reading({ stated: 'operational', source_updated_at: days(1), expires_at: days(0.9) })
    assert.deepEqual(pick(deriveState(said, all, now)), ['unknown', true])
    assert.equal(deriveState({ ...said, stated: 'major_outage' }, all, now).state, 'major_outage')
  })

  test('of several pages, one that cannot be read is not made up for by the others', () => {
    const good = {
      reading: reading({ stated: 'operational', components: [leaf('A', 'operational')] }),
      unknown_words: [],
    }
    const bad = { reading: reading({ components: [leaf('B', 'partial_outage')] }), unknown_words: [] }
    const judged = (...reads: Parameters<typeof joined>[0]) => {
      const read = joined(reads)
      return 'reading' in read ? deriveState(read.reading, all, now).state : 'unreadable'
    }
    const failed = { unreadable: say('provider.answered', { status: 503 }) }
    assert.equal(judged(good, good), 'operational')
    assert.equal(judged(good, failed), 'unknown')
    assert.equal(judged(good, bad, failed), 'partial_outage')
    assert.equal(judged(failed, failed), 'unreadable')
  })
})

const pick = ({ state, derived }: { state: ProviderState; derived: boolean }) => [state, derived]
