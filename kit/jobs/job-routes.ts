import type { FastifyInstance } from 'fastify'
import type { Caller } from '../auth/caller.ts'
import { cursorOf, pagesOf } from '../cursor/cursor.ts'
import { type HttpOptions, mount } from '../http/mount.ts'
import { gauge, Metrics } from '../metrics/metrics.ts'
import type { Input, Output } from '../service/operation.ts'
import { conflict, notFound } from '../service/refusals.ts'
import { type Started, serve } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import { deleteJob, getJobs, retryJob } from './job-operations.ts'
import type { StoredJob } from './job-store.ts'
import type { Jobs } from './jobs.ts'

/** A service of this process. */
export type JobsOfService = {
  readonly service: { readonly name: string }
  readonly store: Store
  readonly started: Started
  readonly jobs: Jobs
}

type Services = readonly JobsOfService[]
type Dead = Output<typeof getJobs>['items'][number]

const pages = pagesOf(cursorOf('kit.dead-letters', ['text', 'text']), ({ dead_at, id }: Dead) => [dead_at, id] as const)

/** What waits and what was given up, of all services here. */
export function mountJobs(app: FastifyInstance, services: Services, http: HttpOptions): void {
  const shown = serve(getJobs, async ({ query }) => ({
    queues: await allCounts(services),
    ...(await deadLetters(services, query)),
  }))
  const retried = serve(retryJob, async ({ params, caller }) => {
    await changeDead(services, params.id, caller, 'job.retried')
    return null
  })
  const deleted = serve(deleteJob, async ({ params, caller }) => {
    await changeDead(services, params.id, caller, 'job.deleted')
    return null
  })
  for (const served of [shown, retried, deleted]) mount(app, served, http)
}

function deadLetters(services: Services, query: Input<typeof getJobs>['query']) {
  return pages(query, async ({ after, limit }) => {
    const [done_at = '', id = ''] = after ?? []
    const found: Dead[] = []
    for (const { service, jobs } of services) {
      // Ids begin with the name of the service: a whole service stands before or behind the last one that was shown.
      const behind = `${service.name}.` < id.slice(0, id.indexOf('.') + 1) ? 'zzzz' : ''
      const own = id.startsWith(`${service.name}.`) ? id.slice(service.name.length + 1) : behind
      const before = after && { done_at, id: own }
      found.push(...(await jobs.stored.dead({ before, limit })).map(job => present(service.name, job)))
    }
    return found.sort((a, b) => (a.dead_at === b.dead_at ? byText(b.id, a.id) : byText(b.dead_at, a.dead_at)))
  })
}

const byText = (one: string, other: string): number => (one < other ? -1 : 1)

const present = (service: string, { id, queue, key, attempts, error, created_at, done_at }: StoredJob): Dead => ({
  id: `${service}.${id}`,
  service,
  queue,
  key,
  attempts,
  error,
  created_at,
  dead_at: done_at ?? created_at,
})

/** What a person does with it is done and recorded in one commit. */
async function changeDead(
  services: Services,
  id: string,
  caller: Caller,
  action: 'job.retried' | 'job.deleted',
): Promise<void> {
  const [name] = id.split('.', 1)
  const own = id.slice((name?.length ?? 0) + 1)
  const found = services.find(({ service }) => service.name === name)
  if (!found) throw unknown(id)
  const { jobs, store, started } = found
  await store.transaction(async () => {
    const job = await jobs.stored.find(own)
    if (job?.state !== 'dead') throw unknown(id)
    if (action === 'job.deleted') await jobs.stored.remove([own])
    else if (!(await jobs.retry(own))) throw conflict('kit.job-cannot-wait', { queue: job.queue })
    await started.recordJobChange?.(caller, { action, id: own, queue: job.queue, error: job.error })
  })
}

const unknown = (id: string) => notFound('kit.no-such-dead-letter', { id })

async function allCounts(services: Services) {
  const counted = await Promise.all(
    services.map(async ({ service, jobs }) => {
      const counts = await jobs.counts()
      return counts.map(one => ({ service: service.name, ...one }))
    }),
  )
  return counted.flat()
}

/** Once for all queues. */
export function jobMetrics(services: Services): Metrics {
  const metrics = new Metrics()
  metrics.read(
    {
      vigie_jobs_waiting: gauge('Jobs that wait for their turn or their time.'),
      vigie_jobs_running: gauge('Jobs that are under way.'),
      vigie_jobs_dead: gauge('Jobs that were given up, as dead letters.'),
      vigie_jobs_oldest_due_timestamp_seconds: gauge('Since when the oldest waiting job could have run.'),
    },
    async () => {
      const counts = await allCounts(services)
      const samples = (of: (one: (typeof counts)[number]) => number) =>
        counts.map(one => ({ labels: { service: one.service, queue: one.queue }, value: of(one) }))
      const due = counts.flatMap(({ service, queue, oldest_due_at }) =>
        oldest_due_at === null ? [] : [{ labels: { service, queue }, value: Date.parse(oldest_due_at) / 1000 }],
      )
      return {
        vigie_jobs_waiting: samples(({ waiting }) => waiting),
        vigie_jobs_running: samples(({ running }) => running),
        vigie_jobs_dead: samples(({ dead }) => dead),
        vigie_jobs_oldest_due_timestamp_seconds: due,
      }
    },
  )
  return metrics
}
