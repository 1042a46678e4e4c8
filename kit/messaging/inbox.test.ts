import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { defineEvent, type Envelope } from '../service/event.ts'
import { defineService, react } from '../service/service.ts'
import { testClock } from '../testing/clock.ts'
import { onBothEngines } from '../testing/engines.ts'
import { openInbox } from './inbox.ts'

const LampLit = defineEvent('vigie.tower.lamp-lit.v1', Type.Object({ lamp: Type.Integer() }))
const lit = (lamp: number): Envelope => ({
  ...{ specversion: '1.0', id: `lamp ${lamp}`, source: '/vigie/tower', type: LampLit.type, subject: `${lamp}` },
  ...{ time: '2026-01-05T07:00:00.000Z', datacontenttype: 'application/json', data: { lamp } },
})

onBothEngines('a long batch', engine => {
  test('is committed in parts, so that others have the store in between; one that fails takes nothing with it', async t => {
    const clock = testClock()
    const lights = defineService({ name: 'lights', start: () => ({}) })
    const host = await engine.host(t, { services: [lights], clock })
    if (!host) return
    const store = host.host.store('lights')
    const commits: number[][] = []
    let open: number[] = []
    const reaction = react(LampLit, async ({ data: { lamp } }) => {
      clock.stall(4)
      if (lamp === 7) throw new Error('lamp 7 is broken')
      if (open.length === 0) {
        store.afterCommit(() => {
          commits.push(open)
          open = []
        })
      }
      open.push(lamp)
    })
    const inbox = openInbox('lights', store, [reaction], clock)
    const events = Array.from({ length: 10 }, (_, lamp) => lit(lamp))

    assert.deepEqual(
      await inbox.deliver(events.slice(0, 7)),
      events.slice(0, 7).map(({ id }) => ({ id, error: null })),
    )
    assert.deepEqual(commits, [[0, 1, 2], [3, 4, 5], [6]])
    const again = await inbox.deliver(events.slice(0, 7))
    assert.equal(again.length, 7)
    assert.equal(commits.flat().length, 7)

    open = []
    const rest = await inbox.deliver(events)
    assert.deepEqual(
      rest.filter(({ error }) => error !== null),
      [{ id: 'lamp 7', error: 'lamp 7 is broken' }],
    )
    assert.deepEqual(commits.flat().slice(7), [8, 9])
  })
})
