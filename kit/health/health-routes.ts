import type { FastifyInstance } from 'fastify'
import { type Authenticator, anonymous, authenticateRequest, authorize } from '../auth/auth.ts'
import type { Caller } from '../auth/caller.ts'
import { iso } from '../runtime/clock.ts'
import { Refusal } from '../service/errors.ts'
import type { HealthBoard } from './health-board.ts'
import { healthOperations } from './health-operations.ts'
import type { ProcessHealth } from './service-health.ts'

export type HealthRoutes = {
  readonly health: HealthBoard
  readonly authenticators: readonly Authenticator[]
  /** Who is told more than the status. */
  readonly mayRead: (caller: Caller) => boolean
}

/** `degraded` is ready: it works, and somebody should look. */
const isReady = ({ status }: ProcessHealth): boolean => status === 'ok' || status === 'degraded'

export function mountHealth(app: FastifyInstance, { health, authenticators, mayRead }: HealthRoutes): void {
  const { system, internal } = healthOperations
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (request, reply) => {
    // Load balancers and container runtimes have no key: they are told the status, and nothing of what is inside.
    const caller = await authenticateRequest(request, authenticators).catch(orNobody)
    const now = health.read()
    return reply.code(isReady(now) ? 200 : 503).send(mayRead(caller) ? readiness(now) : { status: now.status })
  })
  app.get(system.path, async request => {
    authorize(await authenticateRequest(request, authenticators), system)
    return details(health.read())
  })
  app.get(internal.path, async request => {
    authorize(await authenticateRequest(request, authenticators), internal)
    const outages = [...health.watch.conditions()].flatMap(([service]) => health.watch.outage([service]) ?? [])
    return { outages: outages.map(({ since, ...outage }) => ({ ...outage, since: iso(since) })) }
  })
}

/** A token that is over does not change whether the program is ready. */
function orNobody(thrown: unknown): Caller {
  if (thrown instanceof Refusal) return anonymous
  throw thrown
}

/** One word per service, and beside it why where a word is not enough. */
function readiness({ status, services }: ProcessHealth) {
  const words = [...services].map(([name, one]): [string, string] => [name, one.status])
  const causes = [...services].flatMap(([name, one]) => (one.causes.length > 0 ? [[name, one.causes] as const] : []))
  return { status, services: Object.fromEntries(words), causes: Object.fromEntries(causes) }
}

function details({ status, services, disk }: ProcessHealth) {
  return {
    status,
    services: [...services].map(([name, { status: its, causes }]) => ({ name, status: its, causes })),
    disk: disk && { free_bytes: disk.free, size_bytes: disk.size },
  }
}
