import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, register } from 'prom-client'
import { authenticateRequest, authorize, scopeOpens } from '../auth/auth.ts'
import type { Caller } from '../auth/caller.ts'
import type { HealthBoard } from '../health/health-board.ts'
import { healthMetrics } from '../health/health-metrics.ts'
import { mountHealth } from '../health/health-routes.ts'
import { serveCachedReplies } from '../http/cached-replies.ts'
import { mountConsole } from '../http/files/console-routes.ts'
import { mountDocs } from '../http/files/docs-routes.ts'
import { mountGuide } from '../http/files/guide-routes.ts'
import { isLocalRequest, type LocalAccess } from '../http/local-request.ts'
import type { HttpOptions } from '../http/mount.ts'
import { type JobsOfService, jobMetrics, mountJobs } from '../jobs/job-routes.ts'
import { mountEventRoutes } from '../messaging/event-routes.ts'
import { type Messages, messagingMetrics } from '../messaging/metrics.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { RunningSchedule } from '../schedule/schedule.ts'
import { getSchedules, presentSchedule } from '../schedule/schedule-operations.ts'
import type { Store } from '../store/store.ts'
import { hostOperations } from './host-operations.ts'
import { openApi } from './openapi.ts'
import type { Operation } from './operation.ts'
import { forbidden, unauthenticated } from './refusals.ts'
import type { Started } from './service.ts'

/** A service of this process. */
type RunningService = Messages &
  JobsOfService & {
    readonly service: { readonly name: string }
    readonly store: Store
    readonly started: Started
    readonly metrics: Metrics
    readonly schedules: readonly RunningSchedule[]
  }

export type HostParts = {
  readonly version: string
  /** Grows when one that slept is needed. */
  readonly running: readonly RunningService[]
  readonly operations: readonly Operation[]
  readonly health: HealthBoard
  readonly http: HttpOptions
  /** What decides whether a request can be known to come from this machine. */
  readonly house: LocalAccess
  readonly base: string
}

/** The routes every process has, whatever runs in it. */
export function mountHostRoutes(app: FastifyInstance, parts: HostParts): void {
  mountHealth(app, { health: parts.health, authenticators: parts.http.authenticators, mayRead: mayKnowFigures })
  mountMetrics(app, parts)
  mountSchedules(app, parts)
  mountEventRoutes(app, parts.running, parts.http)
  mountJobs(app, parts.running, parts.http)
  mountDocument(app, parts)
  mountDocs(app, parts.base)
  mountConsole(app, consoleFolder, parts.base)
  mountGuide(app, join(consoleFolder, 'guide'), parts.base)
  serveCachedReplies(
    app.server,
    parts.running.flatMap(({ started }) => started.cached ?? []),
    parts.base,
  )
}

/** Written once: that takes ten milliseconds, and anybody may ask. */
function mountDocument(app: FastifyInstance, parts: HostParts): void {
  let kept: Buffer | undefined
  app.get('/api/openapi.json', (_request, reply) => {
    const document = kept ?? Buffer.from(JSON.stringify(openApi([...hostOperations, ...parts.operations], parts)))
    if (parts.health.isReady()) kept = document
    return reply.type('application/json; charset=utf-8').send(document)
  })
}

/** How late the event loop is, is measured by waking it; each 10 ms, as is usual, costs half a per cent of a core. */
const lagEveryMs = 50

/**
 * From the first time that somebody asks for the figures of the process: to be told of each collection of garbage costs a tenth of
 * what a cached page costs. The registry is the process's; a second host in one process (tests) shares it.
 */
function measureProcess(): void {
  if (register.getSingleMetric('process_cpu_seconds_total')) return
  collectDefaultMetrics({ eventLoopMonitoringPrecision: lagEveryMs })
}

function mountMetrics(app: FastifyInstance, parts: HostParts): void {
  const ofAll = [healthMetrics(() => parts.health.read()), messagingMetrics(parts.running), jobMetrics(parts.running)]
  app.get('/metrics', async (request, reply) => {
    await requireFigures(request, parts)
    measureProcess()
    const texts = [(await register.metrics()).trimEnd()]
    for (const metrics of [...ofAll, ...parts.running.map(one => one.metrics)]) texts.push(await metrics.text())
    reply.type(register.contentType)
    return texts
      .filter(text => text !== '')
      .join('\n')
      .concat('\n')
  })
}

function mountSchedules(app: FastifyInstance, { http, running }: HostParts): void {
  app.get(getSchedules.path, async request => {
    authorize(await authenticateRequest(request, http.authenticators), getSchedules)
    const items = running.flatMap(({ service, schedules }) =>
      schedules.map(one => presentSchedule(service.name, one.view())),
    )
    return { items }
  })
}

const mayKnowFigures = (caller: Caller): boolean => caller.role === 'admin' || scopeOpens(caller, 'metrics', 'admin')

async function requireFigures(request: FastifyRequest, { http, house }: HostParts): Promise<void> {
  if (isLocalRequest(request, house)) return
  const caller = await authenticateRequest(request, http.authenticators)
  if (mayKnowFigures(caller)) return
  throw caller.kind === 'anonymous'
    ? unauthenticated('auth.required:scope', { scope: 'metrics' })
    : forbidden('auth.scope-missing', { scope: 'metrics' })
}

/** Of the program, whether its sources run or what was packed of them. */
export const packageFile = findPackageJSON(import.meta.url) ?? 'package.json'
/** Where the build of the console is: see web/README.md. */
export const consoleFolder = join(dirname(packageFile), 'web', 'dist')
