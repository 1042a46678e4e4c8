import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SignalState } from '../../../contracts/common-schemas.ts'
import { plainText } from '../../../kit/messages/message.ts'
import type { StoredResult } from '../results/result-buffer.ts'
import { type ReplayRule, replay } from './replay.ts'

const phases = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: null }

/** `u` up, `d` down, `g` degraded, `?` unknown; a number is an answer that took so many hundred milliseconds. */
const seen = (text: string): StoredResult[] =>
  [...text].map((letter, index) => {
    const states: Record<string, SignalState> = { u: 'up', d: 'down', g: 'degraded', '?': 'unknown' }
    const slow = /\d/.test(letter) ? Number(letter) * 100 : 10
    const state = states[letter] ?? 'up'
    return { at: index, state, reason: plainText(state), http_status: null, response_ms: slow, phases }
  })

const alerts = (text: string, rule: Partial<ReplayRule> = {}) =>
  replay({ results: seen(text), rule: { failure_threshold: 2, recovery_threshold: 1, ...rule } }).alerts.map(
    ({ state, started_at, detected_at, resolved_at }) => [state, started_at, detected_at, resolved_at],
  )

describe('replay', () => {
  it('says which outages a rule would have told', () => {
    assert.deepEqual(alerts('uudduuddduuudu'), [
      ['down', 2, 3, 4],
      ['down', 6, 7, 9],
    ])
  })
  it('a higher threshold tells less', () => {
    assert.deepEqual(alerts('uudduuddduuudu', { failure_threshold: 3 }), [['down', 6, 8, 9]])
    assert.equal(alerts('uudduuddduuudu', { failure_threshold: 1 }).length, 3)
  })
  it('a higher recovery threshold joins outages', () => {
    assert.deepEqual(alerts('uddudduu', { recovery_threshold: 2 }), [['down', 1, 2, 6]])
  })
  it('an outage that has not ended is open', () => {
    assert.deepEqual(alerts('udd'), [['down', 1, 2, null]])
  })
  it('a limit on the response time is tried on what was measured', () => {
    assert.deepEqual(alerts('1116611', { degraded_above_ms: 500 }), [['degraded', 3, 4, 5]])
    assert.deepEqual(alerts('1116688811', { degraded_above_ms: 500, down_above_ms: 700 }), [['down', 3, 4, 8]])
  })
  it('what could not be seen neither begins nor ends an outage', () => {
    assert.deepEqual(alerts('ud?d??du'), [['down', 1, 3, 7]])
  })
})
