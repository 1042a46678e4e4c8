import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { say } from '../../../contracts/messages/words.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { startTarget } from '../../../kit/testing/target.ts'
import { createConnectivityProbes } from './connectivity-probes.ts'

function references(t: TestContext) {
  const clock = systemClock()
  t.after(() => clock.stop())
  return createConnectivityProbes({ clock, network: outgoingPolicy({ allow: [] }) })
}

describe('references', () => {
  it('without any, this machine answers itself', async t => {
    assert.deepEqual(await references(t).probe('own'), null)
  })

  it('one that answers is enough, and a refusal is an answer', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const asked = references(t)
    asked.use([target.url, '169.254.169.254:80'])
    assert.deepEqual(await asked.probe('network'), null)
    await target.behave('refuse')
    asked.use([target.url])
    assert.deepEqual(await asked.probe('network'), null)
  })

  it('those that may not be contacted prove nothing, and are named', async t => {
    const asked = references(t)
    asked.use(['169.254.169.254:80'])
    assert.deepEqual(await asked.probe('own'), say('reference.silent', { names: '169.254.169.254:80' }))
  })
})
