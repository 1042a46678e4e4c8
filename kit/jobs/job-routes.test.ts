import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '../service/service.ts'
import { defineService } from '../service/service.ts'
import { onBothEngines } from '../testing/engines.ts'
import type { Outcome } from './job.ts'
import { deleteJob, getJobs, retryJob } from './job-operations.ts'
import type { JobChange } from './jobs.ts'
import type { Queue } from './queue.ts'

type Made = { queue?: Queue<string>; context?: Context }

onBothEngines('dead letters', engine => {
  test('are listed page by page, driven again and deleted by an administrator, and counted for Prometheus', async t => {
    const made: Made = {}
    const changes: JobChange[] = []
    let fails = true
    const carrier = defineService({
      name: 'carrier',
      start: context => {
        const run = async (): Promise<Outcome> =>
          fails ? { state: 'dead', error: 'no such street' } : { state: 'done' }
        made.context = context
        made.queue = context.jobs.open<string>({ name: 'parcels', concurrency: 1, run })
        return { recordJobChange: async (_caller, change) => void changes.push(change) }
      },
    })
    const host = await engine.host(t, { services: [carrier] })
    if (!host) return
    await made.queue?.add(...[1, 2, 3, 4, 5].map(number => ({ id: `p${number}`, key: 'street', data: 'parcel' })))
    await host.until('all are dead', async () => (await host.call(getJobs)).queues[0]?.dead === 5)
    const found: string[] = []
    let cursor: string | null = null
    do {
      const page: { items: { id: string }[]; next_cursor: string | null } = await host.call(getJobs, {
        query: cursor === null ? { limit: 2 } : { limit: 2, cursor },
      })
      found.push(...page.items.map(({ id }) => id))
      cursor = page.next_cursor
    } while (cursor !== null)
    assert.deepEqual(found.toSorted(), ['carrier.p1', 'carrier.p2', 'carrier.p3', 'carrier.p4', 'carrier.p5'])
    const [first] = (await host.call(getJobs, { query: { limit: 1 } })).items
    assert.deepEqual(
      [first?.queue, first?.key, first?.attempts, first?.error],
      ['parcels', 'street', 1, 'no such street'],
    )
    assert.match(await host.metrics(), /^vigie_jobs_dead\{service="carrier",queue="parcels"\} 5$/m)

    fails = false
    await host.call(retryJob, { params: { id: 'carrier.p3' } })
    await host.until('it is done', async () => (await host.call(getJobs)).queues[0]?.dead === 4)
    await host.call(deleteJob, { params: { id: 'carrier.p4' } })
    assert.deepEqual((await host.call(getJobs)).items.map(({ id }) => id).toSorted(), [
      'carrier.p1',
      'carrier.p2',
      'carrier.p5',
    ])
    const change = { queue: 'parcels', error: 'no such street' }
    assert.deepEqual(changes, [
      { action: 'job.retried', id: 'p3', ...change },
      { action: 'job.deleted', id: 'p4', ...change },
    ])
    for (const id of ['carrier.p3', 'nobody.p1'])
      await assert.rejects(host.call(retryJob, { params: { id } }), { code: 'kit.no-such-dead-letter' })
    await made.context?.jobs.close('parcels')
    await assert.rejects(host.call(retryJob, { params: { id: 'carrier.p1' } }), { code: 'kit.job-cannot-wait' })
    await assert.rejects(host.call(getJobs, { query: { cursor: 'garbage' } }), { code: 'kit.bad-cursor' })
    assert.equal((await host.inject('GET', '/api/v1/system/jobs')).status, 401)
  })
})
