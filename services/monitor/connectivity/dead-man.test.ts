import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import { startTarget, type Target } from '../../../kit/testing/target.ts'
import { pingDeadMan } from './dead-man.ts'

async function setup(t: TestContext): Promise<{ target: Target; ping: (isWell: boolean) => Promise<void> }> {
  const target = await startTarget()
  const clock = systemClock()
  t.after(async () => {
    clock.stop()
    await target.stop()
  })
  const network = outgoingPolicy({ allow: [] })
  const log = silentLog()
  return {
    target,
    ping: isWell => pingDeadMan({ clock, log, network, isWell: () => isWell }, `${target.url}/ping`),
  }
}

describe('the dead-man ping', () => {
  it('is sent while the lookout is well, and left out when it is not', async t => {
    const { target, ping } = await setup(t)
    await ping(true)
    assert.equal(target.hits('/ping'), 1)
    await ping(false)
    assert.equal(target.hits('/ping'), 1)
  })

  it('does no harm when nobody receives it', async t => {
    const { target, ping } = await setup(t)
    await target.behave('refuse')
    await ping(true)
    await target.behave({ status: 500 })
    await ping(true)
  })
})
