import assert from 'node:assert/strict'
import { test } from 'node:test'
import { numberOf } from '../../../contracts/incidents/incident-number.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { say } from '../../../contracts/messages/words.ts'
import { at } from '../testing/signals.ts'
import { acknowledge, annotate, mayMove, move, moveTimes, openByHand, statusNamed } from './incident.ts'

const ana = (seconds: number) => ({ by: 'Ana', at: at(seconds) })
const opened: Incident = openByHand(
  {
    id: 'i1',
    number: 'INC-20260105-080000',
    title: 'Payments fail',
    impact: 'major',
    components: [{ id: 'c1', slug: 'payments', name: 'Payments' }],
    message: 'Cards are refused.',
    group: null,
    critical: true,
    suspected_causes: [],
  },
  ana(0),
).incident

test('an incident opened by hand says who opened it and what of', () => {
  assert.deepEqual(opened.timeline, [
    { at: at(0), kind: 'opened', status: 'investigating', public: true, message: 'Cards are refused.', by: 'Ana' },
  ])
  assert.deepEqual([opened.status, opened.origin, opened.revision], ['investigating', 'api', 1])
  assert.equal(opened.component?.slug, 'payments')
})

test('its number is readable and in UTC', () => {
  assert.equal(numberOf('2024-11-06T16:30:45.120+01:00'), 'INC-20241106-153045')
})

test('open and mitigated are other words for investigating and monitoring', () => {
  assert.deepEqual((['open', 'mitigated', 'identified'] as const).map(statusNamed), [
    'investigating',
    'monitoring',
    'identified',
  ])
})

test('acknowledging twice is acknowledging once', () => {
  const change = acknowledge(opened, ana(30))
  assert.equal(change?.incident.acknowledged_at, at(30))
  assert.equal(change?.entries[0]?.message, 'Ana looks after it')
  assert.equal(acknowledge(change.incident, { by: 'Bo', at: at(60) }), null)
})

test('a status that it has already, without a word, changes nothing; with a word it is an update', () => {
  assert.equal(move(opened, { status: 'investigating', message: undefined }, ana(5)), null)
  const told = move(opened, { status: 'investigating', message: 'Still looking' }, ana(5))
  assert.deepEqual([told?.event, told?.incident.revision, told?.entries[0]?.public], ['updated', 2, true])
})

test('every status can follow every other, and says its usual word when nobody finds another', () => {
  for (const status of ['identified', 'monitoring'] as const) {
    const change = move(opened, { status, message: undefined }, ana(5))
    assert.deepEqual(change?.entries[0]?.message_i18n, say(`incident.${status}`))
    assert.equal(change?.incident.status, status)
  }
})

test('resolving gives the duration, reopening takes it back', () => {
  const resolved = move(opened, { status: 'resolved', message: undefined }, ana(90))
  assert.equal(resolved?.event, 'resolved')
  assert.deepEqual([resolved?.incident.resolved_at, resolved?.incident.duration_s], [at(90), 90])
  const again = move(resolved!.incident, { status: 'identified', message: 'not yet' }, ana(120))
  assert.deepEqual(
    [again?.incident.status, again?.incident.resolved_at, again?.incident.duration_s, again?.incident.reopened],
    ['identified', null, null, 1],
  )
  assert.equal(again?.entries[0]?.kind, 'reopened')
})

test('what was resolved goes back only within the time for reopening', () => {
  const { incident } = move(opened, { status: 'resolved', message: undefined }, ana(90))!
  assert.equal(mayMove(incident, 'investigating', at(390), 300), true)
  assert.equal(mayMove(incident, 'investigating', at(391), 300), false)
  assert.equal(mayMove(incident, 'resolved', at(9999), 300), true)
  assert.equal(mayMove(opened, 'monitoring', at(9999), 300), true)
})

test('a note may come after the end', () => {
  const { incident } = move(opened, { status: 'resolved', message: undefined }, ana(90))!
  const change = annotate(incident, { kind: 'note', message: 'Cause: a certificate', public: false }, ana(500))
  assert.deepEqual([change.event, change.incident.status, change.entries[0]?.by], ['updated', 'resolved', 'Ana'])
})

test('the timeline is in the order of its times, whenever an entry was written', () => {
  const later = annotate(opened, { kind: 'note', message: 'later', public: false }, ana(50)).incident
  const change = annotate(later, { kind: 'note', message: 'earlier', public: false }, ana(20))
  assert.deepEqual(
    change.incident.timeline.map(entry => entry.message),
    ['Cards are refused.', 'earlier', 'later'],
  )
})

test('when the clock is set, what is open has lasted as long as before', () => {
  const known = acknowledge(opened, ana(30))!.incident
  const { incident, entries } = moveTimes(known, 3_600_000, at(3_660))
  assert.deepEqual(
    [incident.started_at, incident.detected_at, incident.acknowledged_at],
    [at(3600), at(3600), at(3630)],
  )
  assert.deepEqual(
    incident.timeline.map(entry => entry.at),
    [at(3600), at(3630), at(3660)],
  )
  assert.match(entries[0]?.message ?? '', /\+3600 s/)
  assert.equal(incident.number, opened.number)
})
