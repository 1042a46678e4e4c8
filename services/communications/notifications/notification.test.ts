import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type Incident, IncidentOpened, IncidentResolved } from '../../../contracts/incidents/incidents.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { resolvedIncident, sampleEvent, sampleIncident } from '../testing/samples.ts'
import {
  type Audience,
  dueNotifications,
  matchesIncident,
  type Notification,
  type SentNotification,
} from './notification.ts'

const people: Audience = { carries: 'messages', when: {} }
const programs: Audience = { carries: 'events', when: {} }

const toldBy = ({ key, topic, cycle, event }: Notification): SentNotification => ({
  ...{ key, topic, cycle },
  impact: event.data.impact,
  revision: event.data.revision,
})

/** What a channel hears when these events reach it, one after the other. */
function hears(listener: Audience, events: readonly Envelope<Incident>[]): Notification[] {
  const told: Notification[] = []
  for (const event of events) told.push(...dueNotifications(event, told.map(toldBy), listener))
  return told
}

const topics = (notices: readonly Notification[]) => notices.map(({ topic, cycle }) => `${topic} ${cycle}`)
const entry = (kind: string, at = '2026-01-05T08:01:00.000Z') => ({
  ...{ at, kind, status: null, public: true, message: kind, by: null },
})

const opened = sampleEvent('opened', sampleIncident())
const resolved = sampleEvent('resolved', resolvedIncident())

describe('once and in order', () => {
  test('an opening and its end are told, once each', () => {
    assert.deepEqual(topics(hears(people, [opened, opened, resolved, opened, resolved])), ['opened 0', 'resolved 0'])
  })

  test('an end that comes first tells the opening before it, and the late opening is not told again', () => {
    const heard = hears(programs, [resolved, opened])
    assert.deepEqual(topics(heard), ['opened 0', 'resolved 0'])
    const [first, second] = heard
    assert.equal(first!.event.type, IncidentOpened.type)
    assert.equal(first!.event.data.status, 'investigating')
    assert.equal(first!.event.data.resolved_at, null)
    assert.notEqual(first!.event.id, resolved.id)
    assert.deepEqual(second!.event, resolved)
  })

  test('an incident that comes back is told as coming back', () => {
    const again = sampleEvent('updated', sampleIncident({ reopened: 1, revision: 3 }))
    const end = sampleEvent('resolved', resolvedIncident({ reopened: 1, revision: 4 }))
    assert.deepEqual(topics(hears(people, [opened, resolved, again, end])), [
      'opened 0',
      'resolved 0',
      'opened 1',
      'resolved 1',
    ])
  })

  test('a return that overtakes the end before it tells both, with the end as it was', () => {
    const timeline = [entry('opened'), entry('resolved', '2026-01-05T08:02:05.000Z'), entry('reopened')]
    const again = sampleEvent('updated', sampleIncident({ reopened: 1, revision: 3, timeline }))
    const heard = hears(programs, [opened, again, resolved])
    assert.deepEqual(topics(heard), ['opened 0', 'resolved 0', 'opened 1'])
    assert.equal(heard[1]!.event.type, IncidentResolved.type)
    assert.equal(heard[1]!.event.data.resolved_at, '2026-01-05T08:02:05.000Z')
    assert.equal(heard[1]!.event.data.duration_s, 125)
    assert.equal(heard[2]!.event.type, IncidentOpened.type)
  })

  test('however the bus behaves: strictly forward, each thing once, and the last word is the truth', () => {
    const life = [
      opened,
      sampleEvent('updated', sampleIncident({ revision: 2, impact: 'critical' })),
      sampleEvent('resolved', resolvedIncident({ revision: 3, impact: 'critical' })),
      sampleEvent('updated', sampleIncident({ revision: 4, reopened: 1, impact: 'critical' })),
      sampleEvent('resolved', resolvedIncident({ revision: 5, reopened: 1, impact: 'critical' })),
    ]
    const deliveries = fc
      .array(fc.nat(life.length - 1), { maxLength: 12 })
      .chain(more => fc.shuffledSubarray([...life.keys(), ...more], { minLength: life.length + more.length }))
    fc.assert(
      fc.property(deliveries, fc.constantFrom(people, programs), (order, listener) => {
        const heard = hears(
          listener,
          order.map(at => life[at]!),
        )
        const turns = heard.filter(({ topic }) => topic === 'opened' || topic === 'resolved')
        const places = turns.map(({ topic, cycle }) => 2 * cycle + (topic === 'resolved' ? 1 : 0))
        assert.deepEqual(places, [...new Set(places)].sort())
        assert.equal(new Set(heard.map(({ key }) => key)).size, heard.length)
        assert.equal(turns[0]!.topic, 'opened')
        assert.equal(places.at(-1), 3)
        assert.deepEqual(
          places,
          places.map((_place, at) => places[0]! + at),
        )
      }),
    )
  })
})

describe('what is worth a message', () => {
  const updated = (changes: Partial<Incident>) => sampleEvent('updated', sampleIncident({ revision: 2, ...changes }))

  test('a graver impact is told once, a lighter one is not', () => {
    assert.deepEqual(topics(hears(people, [opened, updated({ impact: 'critical' })])), ['opened 0', 'raised 0'])
    assert.deepEqual(topics(hears(people, [opened, updated({ impact: 'minor' })])), ['opened 0'])
    const twice = [opened, updated({ impact: 'critical' }), updated({ impact: 'critical', revision: 3 })]
    assert.deepEqual(topics(hears(people, twice)), ['opened 0', 'raised 0'])
  })

  test('a note or an acknowledgement is no message for people, but an event for programs', () => {
    const noted = updated({ timeline: [entry('opened'), entry('note')] })
    assert.deepEqual(topics(hears(people, [opened, noted])), ['opened 0'])
    assert.deepEqual(topics(hears(programs, [opened, noted, noted])), ['opened 0', 'updated 0'])
  })

  test('flapping is told once, however long it lasts, and again when it comes back after calm', () => {
    const flaps = (revision: number, ...kinds: string[]) =>
      updated({ revision, timeline: ['opened', ...kinds].map(kind => entry(kind)) })
    const life = [opened, flaps(2, 'flapping'), flaps(3, 'flapping', 'flapping')]
    assert.deepEqual(topics(hears(people, life)), ['opened 0', 'flapping 0'])
    const more = [
      ...life,
      flaps(4, 'flapping', 'flapping', 'stable'),
      flaps(5, 'flapping', 'flapping', 'stable', 'flapping'),
    ]
    assert.deepEqual(topics(hears(people, more)), ['opened 0', 'flapping 0', 'flapping 0'])
  })
})

describe('who wants to hear', () => {
  const incident = sampleIncident({ impact: 'major', group: 'Platform' })

  const table: [string, Audience['when'], boolean][] = [
    ['nothing said', {}, true],
    ['empty lists', { impact: [], component: [], group: [] }, true],
    ['its impact', { impact: ['major', 'critical'] }, true],
    ['another impact', { impact: ['critical'] }, false],
    ['its component by name, however written', { component: ['api production'] }, true],
    ['its component by slug', { component: ['api-production'] }, true],
    ['another component', { component: ['Database'] }, false],
    ['its group', { group: ['Platform'] }, true],
    ['another group', { group: ['Shop'] }, false],
    ['one of two that does not fit', { group: ['Platform'], impact: ['minor'] }, false],
  ]
  for (const [what, when, wanted] of table) {
    test(`${what}: ${wanted ? 'told' : 'not told'}`, () => assert.equal(matchesIncident(when, incident), wanted))
  }

  test('who was told of the beginning is told of the end, also when it has become milder since', () => {
    const critical: Audience = { carries: 'messages', when: { impact: ['critical'] } }
    const life = [
      sampleEvent('opened', sampleIncident({ impact: 'critical' })),
      sampleEvent('updated', sampleIncident({ impact: 'minor', revision: 2 })),
      sampleEvent('resolved', resolvedIncident({ impact: 'minor', revision: 3 })),
    ]
    assert.deepEqual(topics(hears(critical, life)), ['opened 0', 'resolved 0'])
  })

  test('who only wants critical ones hears of an incident when it becomes critical', () => {
    const critical: Audience = { carries: 'messages', when: { impact: ['critical'] } }
    const life = [opened, sampleEvent('updated', sampleIncident({ impact: 'critical', revision: 2 }))]
    const heard = hears(critical, life)
    assert.deepEqual(topics(heard), ['opened 0'])
    assert.equal(heard[0]!.event.data.impact, 'critical')
  })

  test('who does not want the end, or only the end, gets what was asked for', () => {
    const only = (...events: ('opened' | 'updated' | 'resolved')[]): Audience => ({
      carries: 'messages',
      when: { events },
    })
    assert.deepEqual(topics(hears(only('opened'), [opened, resolved])), ['opened 0'])
    assert.deepEqual(topics(hears(only('resolved'), [opened, resolved, resolved])), ['resolved 0'])
  })
})
