import * as anomalies from '../../contracts/edge/anomalies.ts'
import * as clients from '../../contracts/edge/clients.ts'
import * as devices from '../../contracts/edge/devices.ts'
import * as links from '../../contracts/edge/links.ts'
import * as sources from '../../contracts/edge/sources.ts'
import * as telemetry from '../../contracts/edge/telemetry.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, type Served, type Started, serve } from '../../kit/service/service.ts'
import * as manage from './clients/manage-clients.ts'
import { type EdgeConfig, edgeSettings } from './config.ts'
import { type Made, openDeps } from './deps.ts'
import { getDevice, listDevices } from './devices/list-devices.ts'
import { declareMetrics } from './edge-metrics.ts'
import { portsOf } from './edge-ports.ts'
import { ingestSamples } from './ingest/ingest-samples.ts'
import { pushSamples } from './ingest/push-samples.ts'
import { selectSeries } from './ingest/select-series.ts'
import { createEnrolment, enrolEdge, revokeLink } from './links/enrol-edge.ts'
import { declareLinkMetrics } from './links/link-metrics.ts'
import { linksPort } from './links/links-port.ts'
import { listLinks } from './links/list-links.ts'
import { watchLinks } from './links/watch-links.ts'
import { measureMachine } from './machine-usage.ts'
import { listAnomalies } from './rules/list-anomalies.ts'
import { shownState } from './sources/source-poller.ts'
import { Sources } from './sources/sources.ts'
import { processedData, statisticsOfClient } from './statistics/seed-routes.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const anomaliesKeptMs = 400 * dayMs

export async function startEdge(context: Context<EdgeConfig>): Promise<Started<EdgeConfig>> {
  const { network, clock, log } = context
  const deps = await openDeps(context)
  const poller = new Sources({
    network,
    clock,
    log,
    ingest: (batch, samples) => ingestSamples(deps, batch, samples),
    hasHistory: (client, object) => hasHistory(deps, client, object),
  })
  const apply = async (config: EdgeConfig, placeOf: Context['placeOf']) => {
    const settings = edgeSettings(config)
    await manage.applyClients(deps, settings.clients, placeOf)
    await deps.use(settings)
    await deps.rules.use(settings.rules)
  }
  await apply(context.config, context.placeOf)
  measureMachine(context)
  declareMetrics(context.metrics, deps, poller)
  declareLinkMetrics(context.metrics, deps)
  const ofClients = operationsOfClients(deps)
  return {
    serves: [...ofClients, ...ofOperators(deps, poller), ...ofLinks(deps)],
    ports: [...portsOf(deps.settings(), context, ofClients), ...(await linksPort(deps))],
    authenticates: token => deps.keys.authenticate(token),
    schedules: [
      every(minuteMs, 'store when objects were seen and keys used', async () => {
        await deps.devices.flush()
        await deps.keys.flush()
      }),
      every(5_000, 'look for objects that are silent', () => deps.rules.check()),
      every(15 * minuteMs, 'store what rules have learned', () => deps.rules.flush()),
      every(30_000, 'tell the cloud what waits, with a certificate that is good', () => deps.cloud.attend()),
      every(30_000, 'look for edges that are silent', () => watchLinks(deps)),
      every(7 * dayMs, 'renew the certificate of the port for edges', async () => {
        const settings = deps.settings().links
        if (settings) await deps.authority.writeServer(settings)
      }),
      periodically(dayMs, 'forget old anomalies', () =>
        deps.store.transaction(() => deps.anomalies.prune(iso(clock.now() - anomaliesKeptMs))),
      ),
      periodically(dayMs, 'forget old samples of objects', () => deps.telemetry.retain()),
    ],
    checkReload: config => manage.conflictsWithApi(deps, edgeSettings(config).clients),
    reload: async (config, placeOf) => {
      await apply(config, placeOf)
      await poller.follow(deps.settings().sources)
    },
    onReady: async () => {
      // Nobody waits for the cloud.
      deps.cloud.attend().catch((err: unknown) => log.warn({ err }, 'the cloud could not be told that we are there'))
      await poller.follow(deps.settings().sources)
    },
    stop: async () => {
      await poller.stop()
      await deps.cloud.stop()
      // When an object was seen last is worth no failure.
      await deps.devices
        .flush()
        .catch((err: unknown) => log.warn({ err }, 'when objects were seen could not be stored'))
      await deps.telemetry.stop()
    },
  }
}

function hasHistory({ telemetry: series }: Made, client: string, object: string): boolean {
  const match = [
    { label: 'object', is: '=', value: object },
    { label: 'history', is: '=', value: 'true' },
  ] as const
  return series.series(client, match).length > 0
}

/** Also on its own port. */
function operationsOfClients(deps: Made): Served[] {
  return [
    serve(devices.GetProcessedData, request => processedData(deps, request)),
    serve(devices.GetClientStatistics, request => statisticsOfClient(deps, request)),
    serve(devices.ListDevices, request => listDevices(deps, request)),
    serve(devices.GetDevice, request => getDevice(deps, request)),
    serve(anomalies.ListAnomalies, request => listAnomalies(deps, request)),
    serve(telemetry.PushTelemetry, request => pushSamples(deps, request)),
  ]
}

function ofOperators(deps: Made, poller: Sources): Served[] {
  return [
    serve(telemetry.SelectSeries, ({ body }) => selectSeries(deps, body)),
    serve(sources.GetEdgeSources, () => ({ items: poller.states().map(shownState) })),
    serve(clients.ListEdgeClients, ({ query }) => manage.listClients(deps, query)),
    serve(clients.GetEdgeClient, ({ params }) => manage.getClient(deps, params.name)),
    serve(clients.CreateEdgeClient, ({ caller, body }) => manage.createClient(deps, caller, body.name)),
    serve(clients.DeleteEdgeClient, async ({ caller, params }) => {
      await manage.deleteClient(deps, caller, params.name)
      return null
    }),
    serve(clients.CreateEdgeClientKey, ({ caller, params, body }) =>
      manage.createClientKey(deps, caller, params.name, body),
    ),
    serve(clients.RevokeEdgeClientKey, async ({ caller, params }) => {
      await manage.revokeClientKey(deps, caller, params.name, params.id)
      return null
    }),
  ]
}

const ofLinks = (deps: Made): Served[] => [
  serve(links.ListEdgeLinks, () => listLinks(deps)),
  serve(links.CreateEdgeEnrolment, ({ caller, body }) => createEnrolment(deps, caller, body)),
  serve(links.EnrolEdge, ({ body }) => enrolEdge(deps, body)),
  serve(links.RevokeEdgeLink, async ({ caller, params }) => {
    await revokeLink(deps, caller, params.edge)
    return null
  }),
]
