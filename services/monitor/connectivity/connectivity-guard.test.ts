import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inEnglish } from '../../../contracts/messages/words.ts'
import { plainText } from '../../../kit/messages/message.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { ConnectivityGuard, type Scope } from './connectivity-guard.ts'

const second = 1_000

function guarded() {
  const clock = testClock()
  const faults: Record<Scope, string | null> = { own: null, network: null }
  const said: string[] = []
  const guard = new ConnectivityGuard({
    connectivityProbes: {
      probe: async scope => (faults[scope] === null ? null : plainText(faults[scope] ?? '')),
      use: () => {},
    },
    clock,
  })
  guard.listen({
    offline: (scope, _since, fault) => said.push(`${scope} lost: ${inEnglish(fault)}`),
    online: scope => said.push(`${scope} regained`),
  })
  const silence = (scope: Scope, name: string, began_at = clock.now()) =>
    guard.verify(scope, {
      began_at,
      accept: () => said.push(`${name} believed`),
      dismiss: () => said.push(`${name} dismissed`),
    })
  return { clock, faults, said, guard, silence }
}

describe('the guard of sight', () => {
  it('believes a silent look when the references answer', async () => {
    const { clock, said, silence } = guarded()
    silence('network', 'a')
    await clock.advance(1)
    assert.deepEqual(said, ['a believed'])
  })

  it('believes it at once when another target has answered since it began', async () => {
    const { clock, faults, guard, said, silence } = guarded()
    faults.network = 'no route'
    const began_at = clock.now()
    await clock.advance(2 * second)
    guard.recordAnswer('network')
    silence('network', 'a', began_at)
    assert.deepEqual(said, ['a believed'])
  })

  it('dismisses it when nothing answers, and everything silent until something does', async () => {
    const { clock, faults, guard, said, silence } = guarded()
    faults.network = 'no route'
    silence('network', 'a')
    await clock.advance(1_600)
    silence('network', 'b')
    const begun = clock.now()
    await clock.advance(second)
    guard.recordAnswer('network')
    silence('network', 'c', begun)
    assert.deepEqual(said, ['network lost: no route', 'a dismissed', 'b dismissed', 'network regained', 'c dismissed'])
    assert.equal(guard.isOffline(), false)
  })

  it('lets a target prove the contrary for a moment', async () => {
    const { clock, faults, guard, said, silence } = guarded()
    faults.network = 'no route'
    silence('network', 'a')
    await clock.advance(second)
    guard.recordAnswer('network')
    await clock.advance(second)
    assert.deepEqual(said, ['a believed'])
  })

  it('does not trust references that fail while targets answer, until they answer again', async () => {
    const { clock, faults, guard, said, silence } = guarded()
    faults.network = 'no route'
    silence('network', 'a')
    await clock.advance(1_600)
    guard.recordAnswer('network')
    await clock.advance(10 * second)
    silence('network', 'b')
    await clock.advance(1)
    assert.deepEqual(said.slice(-2), ['network regained', 'b believed'])
    faults.network = null
    silence('network', 'c')
    await clock.advance(1)
    faults.network = 'no route'
    silence('network', 'd')
    await clock.advance(1_600)
    assert.deepEqual(said.slice(-3), ['c believed', 'network lost: no route', 'd dismissed'])
  })

  it('sees again when the references answer', async () => {
    const { clock, faults, guard, said, silence } = guarded()
    faults.network = 'no route'
    silence('network', 'a')
    await clock.advance(5 * second)
    assert.equal(guard.isOffline('network'), true)
    faults.network = null
    await clock.advance(2 * second)
    assert.equal(guard.isOffline(), false)
    assert.equal(said.at(-1), 'network regained')
  })

  it('keeps targets on this machine apart from the network: neither proves the other', async () => {
    const { clock, faults, guard, said, silence } = guarded()
    faults.network = 'no route'
    const began_at = clock.now()
    await clock.advance(2 * second)
    guard.recordAnswer('own')
    silence('network', 'far', began_at)
    silence('own', 'near')
    await clock.advance(1_600)
    assert.deepEqual(said, ['near believed', 'network lost: no route', 'far dismissed'])
    assert.equal(guard.isOffline('own'), false)
  })

  it('a stall dismisses what was under way', async () => {
    const { clock, guard, said, silence } = guarded()
    const began_at = clock.now()
    clock.onJump(jump => guard.applyClockJump(jump))
    clock.stall(60 * second)
    silence('network', 'a', began_at)
    assert.deepEqual(said, ['a dismissed'])
  })
})
