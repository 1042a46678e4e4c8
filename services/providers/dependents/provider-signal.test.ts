import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { tables } from '../../../contracts/messages/tables.ts'
import type { ProviderEvent, ProviderState } from '../../../contracts/providers.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { newProvider, type StoredProvider } from '../registry/provider.ts'
import { isInvalid, resolveProvider } from '../registry/resolve-provider.ts'
import { kept, type LastSignal, nextSignal, toSignal } from './provider-signal.ts'

const followed = resolveProvider({ id: 'cloudflare' })
assert.ok(!isInvalid(followed))
const provider = (state: ProviderState, more: Partial<StoredProvider> = {}) => ({
  ...newProvider(followed, 'file', null),
  state,
  ...more,
})
const event = (started_at: string | null): ProviderEvent => ({
  ...{
    id: 'i',
    provider: 'cloudflare',
    kind: 'incident',
    title: 'DNS is slow',
    phase: 'investigating',
    impact: 'major',
  },
  ...{ started_at, updated_at: null, resolved_at: null, ends_at: null, url: null, components: [], regions: [] },
  ...{ stale: false, in_scope: true, active: true, updates: [] },
})
const at = '2026-05-04T12:00:00.000Z'
const telling = {
  redactor: new Redactor(),
  words: tables.en.providers,
  at,
  newEpisode: () => 'e1',
  stands: true,
  open: [event('2026-05-04T11:48:00.000Z')],
}

function next(before: LastSignal | undefined, state: ProviderState, more: object = {}) {
  const { critical, ...rest } = { critical: false, ...more }
  return nextSignal(before, 'api', provider(state, { critical }), { ...telling, ...rest })
}
function said(before: LastSignal | undefined, state: ProviderState, more: object = {}): LastSignal {
  const one = next(before, state, more)
  assert.ok(one)
  return kept(one)
}

describe('what a provider means for a component that stands on it', () => {
  test('where nothing is wrong nothing is said', () => {
    for (const state of ['operational', 'maintenance', 'unknown'] as const) assert.equal(next(undefined, state), null)
  })

  test('a major outage is certain, and the component is degraded: whether it is down its own check sees', () => {
    const one = said(undefined, 'major_outage')
    assert.deepEqual([one.state, one.level, one.impact], ['degraded', 'certain', 'major'])
    assert.equal(one.summary, 'Cloudflare reports: major outage (DNS is slow)')
  })

  test('anything less is a suspicion, unless the provider was called critical', () => {
    assert.equal(said(undefined, 'degraded').level, 'likely')
    assert.equal(said(undefined, 'partial_outage').level, 'likely')
    assert.equal(said(undefined, 'partial_outage', { critical: true }).level, 'certain')
    assert.equal(said(undefined, 'degraded', { critical: true }).level, 'likely')
  })

  test('what was certain stays certain until it is over', () => {
    const bad = said(undefined, 'major_outage')
    assert.equal(next(bad, 'degraded'), null, 'nothing new')
    const over = next(bad, 'operational')
    assert.deepEqual([over?.state, over?.episode, over?.sequence], ['up', 'e1', 2])
    assert.equal(kept(over!).episode, null)
  })

  test('the same again is not said again, worse is', () => {
    const bad = said(undefined, 'degraded')
    assert.equal(next(bad, 'degraded'), null)
    const worse = said(bad, 'major_outage')
    assert.deepEqual([worse.episode, worse.sequence, worse.level], ['e1', 2, 'certain'])
  })

  test('a status that cannot be read neither begins nor ends anything', () => {
    const bad = said(undefined, 'major_outage')
    const dark = said(bad, 'unknown')
    assert.deepEqual([dark.state, dark.episode, dark.level], ['unknown', 'e1', 'certain'])
    assert.equal(said(dark, 'major_outage').state, 'degraded')
    assert.equal(said(dark, 'operational').state, 'up')
  })

  test('numbers never go back, and a new outage is a new episode', () => {
    const over = said(said(undefined, 'major_outage'), 'operational')
    const again = said(over, 'major_outage', { newEpisode: () => 'e2' })
    assert.deepEqual([again.episode, again.sequence], ['e2', 3])
  })

  test('a component that no longer stands on it is well again', () => {
    const bad = said(undefined, 'major_outage')
    assert.equal(next(bad, 'major_outage', { stands: false })?.state, 'up')
    assert.equal(next(undefined, 'major_outage', { stands: false }), null)
  })

  test('it begins when the provider says, unless that is more than a day ago', () => {
    assert.equal(said(undefined, 'degraded').started_at, '2026-05-04T11:48:00.000Z')
    assert.equal(said(undefined, 'degraded', { open: [event('2026-05-01T00:00:00.000Z')] }).started_at, at)
    assert.equal(said(undefined, 'degraded', { open: [event('2026-05-05T00:00:00.000Z')] }).started_at, at)
    assert.equal(said(undefined, 'degraded', { open: [] }).started_at, at)
  })

  test('each component has a signal of its own, and its source is the providers', () => {
    const signal = toSignal(said(undefined, 'degraded'), 'https://x.test', at)
    assert.equal(signal.signal, 'provider:cloudflare:api')
    assert.deepEqual(signal.evidence, { level: 'likely', source: 'providers', url: 'https://x.test' })
  })
})
