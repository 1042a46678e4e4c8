import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, register } from 'prom-client'
import { type Authenticator, authenticateRequest, scopeOpens } from './auth.ts'
import { forbidden, notFound, unauthenticated } from './errors.ts'
import type { Envelope } from './event.ts'
import type { HealthBoard } from './health/health-board.ts'
import { healthMetrics } from './health/health-metrics.ts'
import { mountHealth } from './health/health-routes.ts'
import { hostOperations } from './host-operations.ts'
import { mountConsole } from './http/console-routes.ts'
import { mountDocs } from './http/docs-routes.ts'
import type { Inbox } from './messaging/inbox.ts'
import { openApi } from './openapi.ts'
import type { Operation } from './operation.ts'
import type { Started } from './service.ts'

export type HostParts = {
  readonly version: string
  readonly operations: readonly Operation[]
  readonly inboxes: ReadonlyMap<string, Inbox>
  readonly started: ReadonlyMap<string, Started>
  readonly authenticators: readonly Authenticator[]
  readonly health: HealthBoard
}

/** The routes every process has, whatever runs in it. */
export function mountHostRoutes(app: FastifyInstance, parts: HostParts): void {
  const { health, authenticators } = parts
  mountHealth(app, { health, authenticators, mayRead: request => requireMetricsScope(request, authenticators) })
  mountMetrics(app, parts)
  mountEvents(app, parts)
  mountDocument(app, parts)
  mountDocs(app)
  mountConsole(app, consoleFolder)
}

/** Written once: that takes ten milliseconds, and anybody may ask. */
function mountDocument(app: FastifyInstance, parts: HostParts): void {
  let kept: Buffer | undefined
  app.get('/api/openapi.json', (_request, reply) => {
    const document =
      kept ?? Buffer.from(JSON.stringify(openApi([...hostOperations, ...parts.operations], parts.version)))
    if (parts.health.isReady()) kept = document
    return reply.type('application/json; charset=utf-8').send(document)
  })
}

/** How late the event loop is, is measured by waking it; each 10 ms, as is usual, costs half a per cent of a core for ever. */
const lagEveryMs = 50

function mountMetrics(app: FastifyInstance, parts: HostParts): void {
  // The registry is the process's; a second host in one process (tests) shares it.
  if (!register.getSingleMetric('process_cpu_seconds_total')) {
    collectDefaultMetrics({ eventLoopMonitoringPrecision: lagEveryMs })
  }
  app.get('/metrics', async (request, reply) => {
    await requireMetricsScope(request, parts.authenticators)
    const texts = [await register.metrics(), healthMetrics(parts.health.read())]
    for (const started of parts.started.values()) if (started.metrics) texts.push(await started.metrics())
    reply.type('text/plain; version=0.0.4; charset=utf-8')
    return texts
      .map(text => text.trimEnd())
      .join('\n')
      .concat('\n')
  })
}

function mountEvents(app: FastifyInstance, parts: HostParts): void {
  app.post<{ Body: { to: string; events: Envelope[] } }>('/internal/events', async request => {
    const caller = await authenticateRequest(request, parts.authenticators)
    if (caller.kind === 'anonymous')
      throw unauthenticated('auth.required', 'events are for the services of this cluster')
    if (!caller.scopes.includes('cluster'))
      throw forbidden('auth.cluster-only', 'events are for the services of this cluster')
    const inbox = parts.inboxes.get(request.body.to)
    if (!inbox) throw notFound('kit.no-such-service', `${request.body.to} does not run here`)
    return { heard: await inbox.hear(request.body.events) }
  })
}

/** Loopback is trusted unless a proxy stands in between, behind which everybody looks local. */
async function requireMetricsScope(request: FastifyRequest, authenticators: readonly Authenticator[]): Promise<void> {
  const proxied = request.headers['x-forwarded-for'] ?? request.headers.forwarded
  if (!proxied && /^(127\.|::1$|::ffff:127\.)/.test(request.ip)) return
  const caller = await authenticateRequest(request, authenticators)
  if (caller.kind === 'anonymous') throw unauthenticated('auth.required', 'this needs a key with the scope "metrics"')
  if (caller.role !== 'admin' && !scopeOpens(caller, 'metrics', 'admin')) {
    throw forbidden('auth.scope-missing', 'this needs a key with the scope "metrics"')
  }
}

export const packageFile = join(import.meta.dirname, '..', 'package.json')
/** Where the build of the console is: see web/README.md. */
export const consoleFolder = join(import.meta.dirname, '..', 'web', 'dist')
