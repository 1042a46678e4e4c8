import * as anomalies from '../../contracts/edge/anomalies.ts'
import * as clients from '../../contracts/edge/clients.ts'
import * as devices from '../../contracts/edge/devices.ts'
import * as links from '../../contracts/edge/links.ts'
import * as sources from '../../contracts/edge/sources.ts'
import * as telemetry from '../../contracts/edge/telemetry.ts'
import { notFound, unauthenticated } from '../../contracts/refusals.ts'
import { defineService, type Served, serve } from '../../kit/service/service.ts'
import { telemetryLog } from '../../kit/telemetry/log/log-rows.ts'
import { telemetryMigrations } from '../../kit/telemetry/tables.ts'
import { EdgeConfig, edgeProblems } from './config.ts'
import { createEdge } from './migrations/0001-create-edge.ts'
import { createRuleState } from './migrations/0002-create-rule-state.ts'
import { createLinks } from './migrations/0003-create-links.ts'
import { secrets } from './secrets.ts'
import { unauthorized } from './statistics/unauthorized.ts'

/** Objects of clients: what sources and devices measure of them, who may see it, and what is wrong with it. */
export const edge = defineService({
  name: 'edge',
  config: EdgeConfig,
  migrations: {
    ...telemetryMigrations,
    '0001-create-edge': createEdge,
    '0002-create-rule-state': createRuleState,
    '0003-create-links': createLinks,
  },
  secrets,
  files: telemetryLog('edge'),
  validate: edgeProblems,
  dormant: {
    isConfigured: config => config.edge !== undefined,
    wakes: [clients.CreateEdgeClient],
    asleep: asleep(),
  },
  // What it takes to run is loaded when it does.
  start: async context => (await import('./start-edge.ts')).startEdge(context),
})

/** Nobody has a key, and there is nothing to be seen. */
function asleep(): Served[] {
  const noClient = (name: string) => {
    throw notFound('edge.client-not-found', { name })
  }
  const nothing = () => ({ items: [], next_cursor: null })
  return [
    serve(devices.GetProcessedData, unauthorized),
    serve(devices.GetClientStatistics, unauthorized),
    serve(devices.ListDevices, nothing),
    serve(devices.GetDevice, ({ params }) => {
      throw notFound('edge.object-not-found', { id: params.id })
    }),
    serve(anomalies.ListAnomalies, nothing),
    serve(telemetry.PushTelemetry, ({ query }) => noClient(query.client ?? '')),
    serve(telemetry.SelectSeries, () => ({ series: [] })),
    serve(sources.GetEdgeSources, () => ({ items: [] })),
    serve(links.ListEdgeLinks, () => ({ items: [] })),
    serve(links.CreateEdgeEnrolment, ({ body }) => noClient(body.clients[0] ?? '')),
    serve(links.EnrolEdge, () => {
      throw unauthenticated('edge.bad-token')
    }),
    serve(links.RevokeEdgeLink, ({ params }) => {
      throw notFound('edge.link-not-found', { name: params.edge })
    }),
    serve(clients.ListEdgeClients, nothing),
    serve(clients.GetEdgeClient, ({ params }) => noClient(params.name)),
    serve(clients.DeleteEdgeClient, ({ params }) => noClient(params.name)),
    serve(clients.CreateEdgeClientKey, ({ params }) => noClient(params.name)),
    serve(clients.RevokeEdgeClientKey, ({ params }) => noClient(params.name)),
  ]
}
