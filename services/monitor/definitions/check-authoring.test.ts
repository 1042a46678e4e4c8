import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { GetCheckDefinition, PauseCheck, ResumeCheck, TryCheck } from '../../../contracts/monitor/check-authoring.ts'
import {
  CreateCheck,
  GetCheck,
  ListChecks,
  ListResults,
  RunCheck,
  UpdateCheck,
} from '../../../contracts/monitor/monitor.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { Redactor } from '../../../kit/http-client/redact.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { startTarget } from '../../../kit/testing/target.ts'
import { monitor } from '../service.ts'
import { createDryRun } from './dry-run.ts'

const quick = { check_interval: 0.2, default_timeout: 2, recheck: 0.05 }
const refusedWith = (code: string) => (thrown: unknown) => thrown instanceof Refusal && thrown.code === code

describe('work on checks', () => {
  it('a definition is tried without anything being kept', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    target.answer('/shop', { status: 503, body: 'broken' })
    const { call } = await testHost(t, { services: [monitor], config: { monitoring: quick } })
    const body = { name: 'Shop', url: `${target.url}/shop` }
    const tried = await call(TryCheck, { body })
    assert.equal(tried.state, 'down')
    assert.match(tried.reason ?? '', /503/)
    assert.equal(tried.evidence?.body, 'broken')
    assert.deepEqual((await call(ListChecks)).items, [])
    const wrong = { ...body, conditions: ['status ==='] }
    await assert.rejects(call(TryCheck, { body: wrong }), (thrown: Refusal) => {
      assert.equal(thrown.fields[0]?.field, 'body.conditions[0]')
      return true
    })
    const beat = { name: 'Backup', kind: 'heartbeat', every: '24h' }
    await assert.rejects(call(TryCheck, { body: beat }), refusedWith('monitor.nothing-to-try'))
  })

  it('whoever is no administrator reaches nothing private with a try, and no secrets', async t => {
    const target = await startTarget()
    const clock = systemClock()
    t.after(() => Promise.all([target.stop(), clock.stop()]))
    const trial = createDryRun({
      clock,
      network: outgoingPolicy({ allow: [] }),
      redactor: new Redactor(),
      registry: { monitoring: { default_timeout: 2 }, get: () => assert.fail('nobody may ask for it') },
    })
    const body = { name: 'Inside', url: target.url }
    const caller = { role: 'responder', kind: 'user' } as const
    const tried = await trial({ body, like: undefined, caller })
    assert.match(tried.reason ?? '', /loopback address/)
    assert.notEqual(tried.state, 'up')
    await assert.rejects(trial({ body, like: 'other', caller }), refusedWith('monitor.secrets-of-another'))
    assert.equal((await trial({ body, like: undefined, caller: { ...caller, role: 'admin' } })).state, 'up')
  })

  it('what is written out leaves secrets and defaults out, and sent back it keeps the secrets', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const { call } = await testHost(t, { services: [monitor], config: { monitoring: quick } })
    const url = `${target.url}/health`
    const given = {
      name: 'Shop 1',
      url,
      interval: '90s',
      degraded_above: '800ms',
      method: 'GET',
      tls: { verify: true },
    }
    const secrets = { bearer_token: 'hush', headers: { 'x-key': 'hush' } }
    const { id } = await call(CreateCheck, { body: { ...given, ...secrets } })
    const params = { id }
    const written = await call(GetCheckDefinition, { params })
    const plain = { name: 'Shop 1', kind: 'http', url, degraded_above: '800ms', interval: '90s' }
    assert.deepEqual(written.definition, plain)
    assert.deepEqual(written.secrets, ['headers', 'bearer_token'])
    assert.doesNotMatch(JSON.stringify(written), /hush/)
    assert.match(written.yaml, /bearer_token: \$\{SHOP_1_BEARER_TOKEN\}/)
    const changed = { ...plain, critical: true, headers: null }
    await call(UpdateCheck, { params, body: changed })
    const after = await call(GetCheckDefinition, { params })
    assert.deepEqual(after.secrets, ['bearer_token'])
    assert.deepEqual(after.definition, { ...plain, critical: true })
  })

  it('a check that rests is not looked at, is unknown to others, and goes on where it was', async t => {
    const target = await startTarget()
    t.after(() => target.stop())
    const { call, said, until } = await testHost(t, { services: [monitor], config: { monitoring: quick } })
    const shop = { name: 'Shop', url: target.url, interval: '1s' }
    const { id } = await call(CreateCheck, { body: shop })
    const params = { id }
    const told = async () => (await said('monitor', SignalChanged)).map(({ state }) => state)
    await until('it is up', async () => (await told()).length === 1)
    const paused = await call(PauseCheck, { params })
    assert.deepEqual([paused.paused, paused.state, paused.reason], [true, 'unknown', 'paused'])
    await until('others hear of it', async () => (await told()).length === 2)
    await assert.rejects(call(RunCheck, { params }), refusedWith('monitor.paused'))
    const { items: seen } = await call(ListResults, { params })
    const resumed = await call(ResumeCheck, { params })
    assert.equal(resumed.paused, false)
    await until('it is up again', async () => (await call(GetCheck, { params })).state === 'up')
    assert.deepEqual(await told(), ['up', 'unknown', 'up'])
    assert.ok((await call(ListResults, { params })).items.length > seen.length)
  })
})
