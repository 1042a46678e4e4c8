import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import { say, word } from '../../../contracts/messages/words.ts'
import { type Amendment, amend } from '../lifecycle/incident.ts'
import { at, refused, signal } from '../testing/signals.ts'
import { type Episode, withSignal } from './episode.ts'
import {
  type Begun,
  description,
  following,
  incidentFor,
  isBegun,
  joining,
  placement,
  recovery,
  type Subject,
} from './incident-of-signal.ts'

const subject = { id: 'c1', slug: 'api', name: 'API', group: 'Platform', critical: true, url: 'https://api.test/' }
const back = say('incident.back', { name: 'API' })
const identity = { id: 'i1', number: 'INC-20260105-080000' }

function begun(...signals: Signal[]): Begun {
  const certainly = { opens: true, critical: false }
  const episode = signals.reduce<Episode | undefined>((known, one) => withSignal(known, one, certainly), undefined)
  assert.ok(episode && isBegun(episode))
  return episode
}
const amended = (incident: Incident, amendment: Amendment | null) => amendment && amend(incident, ...amendment)
const follow = (...[incident, ...news]: Parameters<typeof following>) => amended(incident, following(incident, ...news))
const join = (incident: Incident, episode: Begun, subjectOf: Subject) =>
  amend(incident, ...joining(incident, episode, subjectOf))
const recover = (incident: Incident, end: string) => amended(incident, recovery(incident, end, back))
const describe = (...[incident, ...news]: Parameters<typeof description>) =>
  amended(incident, description(incident, ...news))
const opening = (episode: Begun, subjectOf: Subject) =>
  placement(episode, { candidates: [], identity, suspected_causes: [], reopen_within: 300 }, subjectOf).changes[0]!
const down = signal({ evidence: refused('HTTP 503 instead of 200', 503), impact: 'critical' })
const opened = opening(begun(down), subject).incident
const resolved = recover(opened, at(60))!.incident
const kinds = (incident: Incident | undefined) => incident?.timeline.map(({ kind }) => kind)

test('an outage opens an incident that says what failed, since when and where', () => {
  const { title, impact, started_at, detected_at, url, error, http_code, response_ms, group, critical } = opened
  assert.deepEqual(
    { title, impact, started_at, detected_at, url, error, http_code, response_ms, group, critical },
    {
      title: 'API is down',
      impact: 'critical',
      started_at: at(0),
      detected_at: at(1),
      url: 'https://api.example.test/health',
      error: 'HTTP 503 instead of 200',
      http_code: 503,
      response_ms: 12,
      group: 'Platform',
      critical: true,
    },
  )
})

test('everybody reads the sentence, only the team the technical reason', () => {
  assert.deepEqual(
    opened.timeline.map(({ kind, public: shown, message }) => [kind, shown, message]),
    [
      ['opened', true, 'API is down'],
      ['detected', false, 'connection refused'],
    ],
  )
})

test('recovery ends it when the recovery was first seen, with the duration from the first failure', () => {
  assert.deepEqual([resolved.status, resolved.resolved_at, resolved.duration_s], ['resolved', at(60), 60])
  assert.equal(resolved.timeline.at(-1)?.message, 'API is back')
  assert.equal(recover(resolved, at(70)), null)
})

test('a duration is never negative, whatever the clocks say', () => {
  assert.equal(recover(opened, at(-5))?.incident.duration_s, 0)
})

test('what fails again within the window belongs to the resolved incident, later it does not', () => {
  const again = (s: number) => begun(signal({ episode: 'e2', sequence: 3, s }))
  assert.equal(incidentFor(again(360), [resolved], 300), resolved)
  assert.equal(incidentFor(again(361), [resolved], 300), undefined)
  assert.equal(incidentFor(again(9999), [resolved, opened], 300), opened)
})

test('an outage that was over long before the open incident began is another one', () => {
  const over = begun(
    signal({ s: -900 }),
    signal({ state: 'up', sequence: 2, started_at: at(-900), observed_at: at(-800) }),
  )
  assert.equal(incidentFor(over, [opened], 300), undefined)
  assert.equal(incidentFor(over, [opened], 800), opened)
})

test('what a person resolved is not opened again by a signal', () => {
  const byHand: Incident = { ...resolved, origin: 'api' }
  assert.equal(incidentFor(begun(signal({ episode: 'e2', s: 70 })), [byHand], 300), undefined)
})

test('reopening counts, keeps the start, and shows what fails now', () => {
  const second = begun(signal({ episode: 'e2', sequence: 3, s: 120, evidence: refused('timeout') }))
  const { event, incident } = join(resolved, second, subject)
  assert.equal(event, 'updated')
  assert.deepEqual(
    [incident.status, incident.reopened, incident.started_at, incident.resolved_at, incident.duration_s],
    ['investigating', 1, at(0), null, null],
  )
  assert.equal(incident.error, 'timeout')
  assert.equal(incident.timeline.find(({ kind }) => kind === 'reopened')?.message, 'API is down again')
})

test('down while degraded raises the impact and the title, degraded again lowers neither', () => {
  const slow = begun(signal({ state: 'degraded', summary: 'slow', evidence: refused('slow', 200) }))
  const minor = opening(slow, subject).incident
  assert.deepEqual([minor.title, minor.impact], ['API is degraded', 'minor'])
  const worse = begun(
    signal({ state: 'degraded', summary: 'slow' }),
    signal({ sequence: 2, observed_at: at(30), impact: 'critical' }),
  )
  const raised = follow(minor, slow, worse, { subject, at: at(30) })!.incident
  assert.deepEqual([raised.title, raised.impact, raised.error], ['API is down', 'critical', 'slow'])
  assert.equal(raised.timeline.at(-1)?.kind, 'impact')
  const better = withSignal(worse, signal({ state: 'degraded', sequence: 3, observed_at: at(60) }), {
    opens: true,
    critical: false,
  }) as Begun
  const lowered = follow(raised, worse, better, { subject, at: at(60) })!.incident
  assert.deepEqual([lowered.title, lowered.impact, lowered.status], ['API is down', 'critical', 'investigating'])
  assert.equal(lowered.timeline.at(-1)?.message, 'API answers again, but is degraded')
})

test('flapping is told once, later changes are entries of their own kind, and only so many', () => {
  let before = begun(down)
  let incident = opened
  const change = (state: 'up' | 'down', sequence: number) => {
    const next = signal({ state, sequence, flapping: true, observed_at: at(sequence * 10) })
    const after = withSignal(before, next, { opens: true, critical: false }) as Begun
    const followed = follow(incident, before, after, { subject, at: next.observed_at })
    before = after
    incident = followed?.incident ?? incident
    return followed
  }
  assert.match(change('up', 2)?.entries[0]?.message ?? '', /too often/)
  assert.equal(incident.status, 'investigating')
  for (let sequence = 3; sequence < 200; sequence += 1) change(sequence % 2 ? 'down' : 'up', sequence)
  assert.equal(kinds(incident)?.filter(kind => kind === 'flapping').length, 50)
  assert.equal(change('up', 200), null)
})

test('hearing nothing new changes nothing', () => {
  assert.equal(follow(opened, begun(down), begun(down), { subject, at: at(0) }), null)
})

test('a person’s incident on the component takes the outage in, and waits for the person at the end', () => {
  const byHand: Incident = {
    ...opened,
    origin: 'api',
    title: 'Payments fail',
    impact: 'minor',
    evidence: null,
    error: null,
  }
  const joined = join(byHand, begun(down), subject).incident
  assert.deepEqual(
    [joined.title, joined.impact, joined.error],
    ['Payments fail', 'critical', 'HTTP 503 instead of 200'],
  )
  const over = recover(joined, at(60))!
  assert.deepEqual([over.event, over.incident.status, over.incident.resolved_at], ['updated', 'monitoring', null])
})

test('an earlier failure that comes late moves the start of its incident', () => {
  const other = begun(signal({ signal: 'check:two', episode: 'x', s: -20, evidence: refused('DNS failure') }))
  const { incident } = join(opened, other, subject)
  assert.deepEqual([incident.started_at, incident.error], [at(-20), 'DNS failure'])
})

test('a late part of what is over lengthens it, without opening it', () => {
  const late = begun(
    signal({ episode: 'e2', sequence: 3, s: 100 }),
    signal({ episode: 'e2', state: 'up', sequence: 4, started_at: at(100), observed_at: at(130) }),
  )
  const { incident } = join(resolved, late, subject)
  assert.deepEqual([incident.status, incident.resolved_at, incident.duration_s], ['resolved', at(130), 130])
})

test('a definition that comes after the trouble names its incident', () => {
  const early = { ...subject, name: 'Api', group: null, critical: false, url: null }
  const made = opening(begun(signal({ evidence: null })), early).incident
  const { incident } = describe(made, early, subject)!
  assert.deepEqual(
    [incident.title, incident.group, incident.critical, incident.url],
    ['API is down', 'Platform', true, 'https://api.test/'],
  )
  assert.equal(describe(incident, subject, subject), null)
})

test('what the program writes is worded for each reader', () => {
  const said = [opened.title_i18n!, ...resolved.timeline.map(({ message_i18n }) => message_i18n)]
  assert.deepEqual(
    said.map(message => message && word(message, 'fr')),
    ['API est en panne', 'API est en panne', undefined, 'API fonctionne de nouveau'],
  )
})
