import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SignalState } from '../../../contracts/common-schemas.ts'
import { nameOfSlug, type SignalView, statusOf, suspicionOf } from './component.ts'

const says = (state: SignalState, more: Partial<SignalView> = {}): SignalView => ({
  state,
  flapping: false,
  opens: true,
  summary: state,
  ...more,
})
const plain = { critical: false, watched: true }

test('the worst of what its signals say is the status of a component', () => {
  const rows = [
    [[], 'unknown'],
    [[says('up')], 'operational'],
    [[says('up'), says('unknown')], 'operational'],
    [[says('unknown'), says('unknown')], 'unknown'],
    [[says('up'), says('degraded')], 'degraded_performance'],
    [[says('down'), says('degraded')], 'partial_outage'],
    [[says('up', { flapping: true })], 'degraded_performance'],
    [[says('down', { opens: false })], 'unknown'],
    [[says('up'), says('down', { opens: false })], 'operational'],
  ] as const
  for (const [voices, expected] of rows) assert.equal(statusOf(plain, voices, []), expected)
})

test('a critical component that is down has a major outage', () => {
  assert.equal(statusOf({ ...plain, critical: true }, [says('down')], []), 'major_outage')
  assert.equal(statusOf({ ...plain, critical: true }, [says('degraded')], []), 'degraded_performance')
})

test('what a person says in an open incident counts like a signal, and more than one that cannot see', () => {
  assert.equal(statusOf(plain, [says('up')], ['critical']), 'major_outage')
  assert.equal(statusOf(plain, [says('down')], ['minor']), 'partial_outage')
  assert.equal(statusOf(plain, [says('unknown')], ['major']), 'partial_outage')
  assert.equal(statusOf(plain, [says('up')], ['none']), 'operational')
})

test('a component that nothing watches is operational until somebody says otherwise', () => {
  assert.equal(statusOf({ critical: false, watched: false }, [], []), 'operational')
})

test('what is only suspected is noted, the gravest first', () => {
  const maybe = { opens: false }
  assert.equal(suspicionOf([says('down')]), null)
  assert.equal(suspicionOf([says('degraded', { ...maybe, summary: 'slow' }), says('up', maybe)]), 'slow')
  assert.equal(
    suspicionOf([says('degraded', maybe), says('down', { ...maybe, summary: 'many reports' })]),
    'many reports',
  )
})

test('a component that nobody named is called like its slug', () => {
  assert.equal(nameOfSlug('lookout'), 'Lookout')
  assert.equal(nameOfSlug('mail-server_2'), 'Mail server 2')
})
