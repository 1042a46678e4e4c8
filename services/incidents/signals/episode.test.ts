import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import { at, refused, signal } from '../testing/signals.ts'
import { type Episode, impactOf, isPast, isRecovery, withSignal } from './episode.ts'

const certainly = { opens: true, critical: false }
const hearAll = (signals: readonly Signal[]): Episode => {
  const episode = signals.reduce<Episode | undefined>((known, one) => withSignal(known, one, certainly), undefined)
  assert.ok(episode)
  return episode
}

const story: readonly Signal[] = [
  signal({ state: 'degraded', sequence: 3, s: 0, summary: 'slow', evidence: refused('slow', 200) }),
  signal({ state: 'down', sequence: 4, observed_at: at(20), started_at: at(0), detected_at: at(1) }),
  signal({ state: 'unknown', sequence: 5, observed_at: at(30), started_at: at(0), detected_at: at(1) }),
  signal({ state: 'degraded', sequence: 6, observed_at: at(40), started_at: at(0), detected_at: at(1) }),
  signal({ state: 'up', sequence: 7, observed_at: at(50), started_at: at(0), detected_at: at(1) }),
]

test('an episode comes out the same in whatever order, and however often, it is heard', () => {
  const expected = hearAll(story)
  assert.equal(expected.started_at, at(0))
  assert.equal(expected.ended_at, at(50))
  assert.equal(expected.worst, 'down')
  assert.equal(expected.summary, 'slow')
  const orders = fc.shuffledSubarray([...story, ...story], { minLength: story.length * 2 })
  fc.assert(fc.property(orders, order => assert.deepEqual(hearAll(order), expected)))
})

test('an end that comes first waits for its beginning, and has its end already when that comes', () => {
  const end = hearAll(story.slice(4))
  assert.equal(end.worst, null)
  const whole = withSignal(end, story[1]!, certainly)
  assert.deepEqual([whole.worst, whole.started_at, whole.ended_at], ['down', at(0), at(50)])
})

test('unknown neither worsens nor ends an episode', () => {
  const before = hearAll(story.slice(0, 2))
  assert.deepEqual(withSignal(before, story[2]!, certainly), before)
})

test('a signal that flaps is not over when it is up', () => {
  assert.equal(isRecovery({ state: 'up', flapping: true }), false)
  const flapping = hearAll([story[1]!, signal({ state: 'up', sequence: 5, flapping: true })])
  assert.equal(flapping.ended_at, null)
  assert.equal(withSignal(flapping, signal({ state: 'up', sequence: 6, s: 90 }), certainly).ended_at, at(90))
})

test('an episode opens once one of the things heard of it is certain enough', () => {
  const doubtful = withSignal(undefined, story[1]!, { opens: false, critical: false })
  assert.equal(doubtful.opens, false)
  assert.equal(withSignal(doubtful, story[3]!, certainly).opens, true)
})

test('when the clock was set meanwhile, the times of the latest signal are right', () => {
  const moved = signal({ state: 'up', sequence: 9, started_at: at(3600), observed_at: at(3650), detected_at: at(3601) })
  assert.deepEqual(
    [hearAll([story[1]!, moved]).started_at, hearAll([moved, story[1]!]).started_at],
    [at(3600), at(3600)],
  )
})

test('a source that proposes no impact gets the usual one', () => {
  const rows = [
    ['down', 'none', true, 'critical'],
    ['down', 'none', false, 'major'],
    ['degraded', 'none', true, 'minor'],
    ['down', 'minor', true, 'minor'],
    ['up', 'none', true, 'none'],
  ] as const
  for (const [state, impact, critical, expected] of rows) assert.equal(impactOf({ state, impact }, critical), expected)
})

test('an episode is past once its signal recovered or speaks of another one', () => {
  const episode = hearAll(story.slice(0, 2))
  const later = { sequence: 9, episode: 'e2', state: 'down', flapping: false } as const
  assert.equal(isPast(episode, later), true)
  assert.equal(isPast(episode, { ...later, episode: null, state: 'up' }), true)
  assert.equal(isPast(episode, { ...later, episode: null, state: 'unknown' }), false)
  assert.equal(isPast(episode, { ...later, episode: 'e1' }), false)
  assert.equal(isPast(episode, { ...later, sequence: 4 }), false)
})
