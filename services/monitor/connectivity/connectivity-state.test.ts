import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  answeredSince,
  goOffline,
  goOnline,
  isInconclusive,
  isOwnMachine,
  online,
  recordAnswer,
} from './connectivity-state.ts'

describe('mass failure', () => {
  it('an answer of any target after the failure began proves the network', () => {
    assert.equal(answeredSince(recordAnswer(online, 10_000), 5_000), true)
  })
  it('an answer from before the failure proves nothing', () => {
    assert.equal(answeredSince(recordAnswer(online, 4_000), 5_000), false)
  })
  it('an answer that was on its way when the network broke proves nothing', () => {
    assert.equal(answeredSince(recordAnswer(online, 5_020), 5_000), false)
  })
  it('silence heard while blind, or begun then, says nothing of a target', () => {
    const blind = goOffline(online, 1_000)
    assert.equal(isInconclusive(blind, 1_500), true)
    const back = goOnline(blind, 6_000)
    assert.equal(isInconclusive(back, 5_900), true)
    assert.equal(isInconclusive(back, 6_001), false)
  })
  it('answers never move back in time', () => {
    assert.equal(recordAnswer(recordAnswer(online, 10), 5).answered_at, 10)
  })

  const addresses: [string, boolean][] = [
    ['http://127.0.0.1:8080/health', true],
    ['https://user:secret@localhost/x', true],
    ['http://[::1]:80/', true],
    ['::1', true],
    ['127.4.5.6:22', true],
    ['app.localhost:3000', true],
    ['https://example.com/127.0.0.1', false],
    ['127.0.0.1.example.com', false],
    ['10.0.0.1:53', false],
    ['2001:db8::1', false],
    ['', false],
  ]
  for (const [address, own] of addresses) {
    it(`${address || 'nothing'} is ${own ? 'this machine' : 'elsewhere'}`, () => {
      assert.equal(isOwnMachine(address), own)
    })
  }
  it('no address makes it throw', () => {
    fc.assert(fc.property(fc.string(), address => typeof isOwnMachine(address) === 'boolean'))
  })
})
