import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import * as contract from '../../../contracts/flags/flag-rollouts.ts'
import { CreateFlag, GetFlag, UpdateFlag } from '../../../contracts/flags/flags.ts'
import { ComponentChanged } from '../../../contracts/incidents/incidents.ts'
import { word } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } as const
const minute = 60_000

async function house(
  t: TestContext,
  { clock = testClock(), data }: { clock?: ReturnType<typeof testClock>; data?: string } = {},
) {
  const config = { flags: { public_evaluation: true } }
  const host = await testHost(t, { services: [flags], clock, config, ...(data === undefined ? {} : { data }) })
  /** Of two hundred users, who get it. */
  const reached = async (): Promise<ReadonlySet<number>> => {
    const users = Array.from({ length: 200 }, (_, index) => index)
    const answers = await Promise.all(users.map(user => host.inject('GET', `/flags?user=user-${user}`)))
    return new Set(users.filter(user => JSON.parse(answers[user]?.body ?? '').flags.ui === true))
  }
  let revision = 0
  const component = (status: ComponentStatus) =>
    host.tell(
      'flags',
      fact(ComponentChanged, 'c-1', {
        ...{ id: 'c-1', slug: 'api', name: 'API', group: null, critical: true, status, since: iso(clock.now()) },
        ...{ origin: 'api', depends_on: [], position: 0, place: null, suspected: null, archived: false },
        revision: ++revision,
      }),
    )
  const ramp = async () => (await host.call(contract.ListRamps, {})).items[0]
  const tick = async (ms: number, what: string, isTrue: () => Promise<boolean>) => {
    await clock.advance(ms)
    await host.until(what, isTrue)
  }
  return { ...host, clock, reached, component, ramp, tick }
}

test('a planned change is made at its time, also when the program was away then', async t => {
  const { call, clock, crashed } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  const plan = (at: number, change: object) =>
    call(contract.ScheduleFlagChange, { params: { key: 'ui' }, body: { at: iso(at), change } })
  await assert.rejects(plan(clock.now(), { defaultVariant: 'onn' }), /did you mean "on"/)
  const first = await plan(clock.now() + 10 * minute, { defaultVariant: 'on' })
  const dropped = await plan(clock.now() + 11 * minute, { state: 'DISABLED' })
  await call(contract.CancelScheduledChange, { params: { id: dropped.id } })

  const data = await crashed()
  await clock.advance(20 * minute)
  const after = await house(t, { clock, data })
  await after.tick(2_000, 'it is made', async () => {
    const { items } = await after.call(contract.ListScheduledChanges, { query: { key: 'ui' } })
    return items.find(({ id }) => id === first.id)?.state === 'done'
  })
  const flag = await after.call(GetFlag, { params: { key: 'ui' } })
  assert.deepEqual(
    [flag.definition.defaultVariant, flag.definition.state, flag.changed_by],
    ['on', 'ENABLED', 'schedule'],
  )
})

test('a ramp reaches more and more people, and nobody who has it loses it on the way', async t => {
  const { call, reached, ramp, tick } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  const steps = [10, 50, 100].map(percent => ({ percent, for_s: 600 }))
  await call(contract.StartRamp, { params: { key: 'ui' }, body: { variant: 'on', steps } })
  const first = await reached()
  assert.ok(first.size > 5 && first.size < 40, `${first.size} of 200`)
  await tick(11 * minute, 'the second step', async () => (await ramp())?.percent === 50)
  const second = await reached()
  assert.ok(second.size > 70 && second.size < 130, `${second.size} of 200`)
  assert.ok([...first].every(user => second.has(user)))
  await tick(11 * minute, 'the end', async () => (await ramp())?.state === 'done')
  assert.equal((await reached()).size, 200)
  const { definition: final } = await call(GetFlag, { params: { key: 'ui' } })
  assert.deepEqual(final, { ...definition, defaultVariant: 'on' }, 'and the definition is plain again')
})

test('a ramp waits while a component it looks at is in trouble, or goes all the way back', async t => {
  const { call, component, reached, ramp, tick, clock } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  const start = (on_trouble: 'pause' | 'roll_back') =>
    call(contract.StartRamp, {
      params: { key: 'ui' },
      body: {
        variant: 'on',
        steps: [
          { percent: 30, for_s: 600 },
          { percent: 60, for_s: 600 },
        ],
        guard: { components: ['api'], on_trouble },
      },
    })
  const { id } = await start('pause')
  await assert.rejects(start('pause'), /under way/)
  await clock.advance(5 * minute)
  await component('major_outage')
  assert.deepEqual([(await ramp())?.state, (await ramp())?.reason], ['paused', 'api is in trouble'])
  assert.equal(word((await ramp())!.reason_i18n!, 'fr'), 'api est en difficulté')
  await clock.advance(60 * minute)
  assert.equal((await ramp())?.percent, 30)
  await component('operational')
  assert.equal((await ramp())?.state, 'running')
  await tick(6 * minute, 'the rest of its step later it goes on', async () => (await ramp())?.percent === 60)
  await call(contract.SteerRamp, { params: { id }, body: { order: 'cancel' } })
  await call(UpdateFlag, { params: { key: 'ui' }, body: { definition } })

  await start('roll_back')
  await component('degraded_performance')
  assert.equal((await ramp())?.state, 'rolled_back')
  assert.equal((await reached()).size, 0)
})

test('a flag that a person changed is not overruled by its ramp', async t => {
  const { call, ramp, tick } = await house(t)
  await call(CreateFlag, { body: { key: 'ui', definition } })
  const steps = [
    { percent: 20, for_s: 60 },
    { percent: 40, for_s: 60 },
  ]
  await call(contract.StartRamp, { params: { key: 'ui' }, body: { variant: 'on', steps } })
  await call(UpdateFlag, { params: { key: 'ui' }, body: { definition: { ...definition, state: 'DISABLED' } } })
  await tick(2 * minute, 'it stops', async () => (await ramp())?.state === 'paused')
  assert.match((await ramp())?.reason ?? '', /changed the flag/)
  assert.equal((await call(GetFlag, { params: { key: 'ui' } })).definition.state, 'DISABLED')
})
