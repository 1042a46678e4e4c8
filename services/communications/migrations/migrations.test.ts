import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JobStore } from '../../../kit/jobs/job-store.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { createDeliveries } from './0001-create-deliveries.ts'
import { createMails } from './0002-create-mails.ts'
import { lettersAsJobs } from './0008-letters-as-jobs.ts'
import { deliveriesAsJobs } from './0010-deliveries-as-jobs.ts'

const columns = { number: 'real', blob: 'blob', serial: <Table>(table: Table) => table } as const
const at = '2026-01-05T08:00:00.000Z'

onBothEngines('data of an earlier version', engine => {
  test('letters that wait become jobs, in their order; what was given up goes', async t => {
    const store = await engine.store(t, { '0002-create-mails': createMails })
    if (!store) return
    const mail = (id: string, more: Record<string, unknown> = {}) => ({
      ...{ id, address: 'ann@example.com', letter: 'sealed', thread: null, unsubscribe_url: null, state: 'queued' },
      ...{ attempts: 0, next_at: at, expires_at: '2999-01-01T00:00:00.000Z', last_error: null, created_at: at },
      ...more,
    })
    const jobs = new JobStore(store)
    await store.transaction(async () => {
      const db = store.query<{ mail: object }>()
      const failed = { attempts: 2, last_error: '450 busy', next_at: '2026-01-05T08:02:00.000Z' }
      for (const row of [mail('b', failed), mail('dead', { state: 'dead' }), mail('a')])
        await db.insertInto('mail').values(row).execute()
      await lettersAsJobs.up(store.query(), columns)
    })
    const [first, second] = [await jobs.find('b'), await jobs.find('a')]
    assert.ok(first && second && first.seq < second.seq)
    assert.deepEqual(
      [first.queue, first.key, first.attempts, first.error],
      ['letters', 'ann@example.com', 2, '450 busy'],
    )
    assert.equal(await jobs.find('dead'), undefined)
    const early = Date.parse(at) + 60_000
    assert.deepEqual(await jobs.ready('letters', 5, early), [], 'the second waits behind the first')
    assert.deepEqual(
      (await jobs.ready('letters', 5, early + 60_000)).map(({ id }) => id),
      ['b'],
    )
    const kept = await store.query<{ mail: { id: string } }>().selectFrom('mail').selectAll().execute()
    assert.deepEqual(
      kept.map(({ id }) => id),
      ['b', 'a'],
    )
  })

  test('deliveries that wait, or were given up, are driven by a job each, in the order of their channel', async t => {
    const store = await engine.store(t, { '0001-create-deliveries': createDeliveries })
    if (!store) return
    const delivery = (id: string, more: Record<string, unknown> = {}) => ({
      ...{
        id,
        channel: 'hook',
        event_id: id,
        subject: 'i1',
        state: 'queued',
        attempts: 0,
        next_at: at,
        held_until: null,
      },
      ...{ last_error: null, created_at: at, queued_at: at, done_at: null },
      ...more,
    })
    const held_until = '2026-01-05T09:00:00.000Z'
    const jobs = new JobStore(store)
    await store.transaction(async () => {
      const rows = [
        delivery('gone', { state: 'delivered', done_at: at }),
        delivery('dead', { state: 'dead', attempts: 3, last_error: 'answered 410', done_at: at }),
        delivery('held', { held_until }),
        delivery('b', { attempts: 2 }),
        delivery('a'),
      ]
      for (const row of rows) await store.query<{ delivery: object }>().insertInto('delivery').values(row).execute()
      await deliveriesAsJobs.up(store.query(), columns)
    })
    const ready = async (now: number) => (await jobs.ready('deliveries/hook', 5, now)).map(({ id }) => id)
    assert.deepEqual(await ready(Date.parse(at)), ['b', 'a'])
    assert.deepEqual(await ready(Date.parse(held_until)), ['held', 'b', 'a'])
    assert.deepEqual(
      (await jobs.dead({ limit: 5 })).map(({ id, attempts, error }) => [id, attempts, error]),
      [['dead', 3, 'answered 410']],
    )
    assert.equal(await jobs.find('gone'), undefined)
  })
})
