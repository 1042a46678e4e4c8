import type { TestContext } from 'node:test'
import { CheckArchived, CheckDefined } from '../../../contracts/monitor/monitor.ts'
import {
  GetProvider,
  ListProviderEvents,
  type Provider,
  type ProviderEvent,
  RefreshProvider,
} from '../../../contracts/providers.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Service } from '../../../kit/service/service.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import type { TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { providers } from '../service.ts'
import { type StatusServer, startStatusServer } from './status-server.ts'
import { polaris, polarisIncident } from './statuspage-samples.ts'

export const summary = '/api/v2/summary.json'

export const outage = {
  status: { indicator: 'critical' },
  incidents: [polarisIncident({ name: 'Everything is down', impact: 'critical', components: [] })],
}
export const degraded = { status: { indicator: 'minor' }, incidents: [polarisIncident({})] }

export type ProvidersHost = TestHost & {
  readonly clock: TestClock
  readonly server: StatusServer
  /** The page of the provider `polaris` says this from now on; it is asked at once. */
  says(more: object): Promise<Provider>
  get(id?: string): Promise<Provider>
  active(): Promise<ProviderEvent[]>
  /** A component's check says what the component stands on. */
  define(component: string, depends_on: readonly string[], revision?: number): Promise<void>
  archive(component: string, revision: number): Promise<void>
}

export type ProvidersOptions = {
  readonly also?: readonly Service[]
  readonly provider?: object
  readonly settings?: object
  readonly data?: string
  readonly server?: StatusServer
}

/** The service in a host, following one page of a local server; null when the engine is missing. */
export async function providersHost(
  t: TestContext,
  engine: Pick<TestEngine, 'host'>,
  { also = [], provider = {}, settings = {}, ...options }: ProvidersOptions = {},
): Promise<ProvidersHost | null> {
  const clock = testClock(Date.parse('2026-05-04T12:00:00Z'))
  const server = options.server ?? (await startStatusServer(t))
  const polarisPage = { id: 'polaris', name: 'Polaris', kind: 'statuspage', url: server.url, ...provider }
  const config = { providers: [polarisPage], ...settings }
  const host = await engine.host(t, {
    services: [providers, ...also],
    config,
    clock,
    ...(options.data ? { data: options.data } : {}),
  })
  if (!host) return null
  const refresh = () => host.call(RefreshProvider, { query: { provider: 'polaris' } })
  const tell = async (...facts: Parameters<TestHost['tell']>[1][]) => {
    for (const name of ['providers', ...also.map(one => one.name)]) await host.tell(name, ...facts)
  }
  return {
    ...host,
    clock,
    server,
    says: async more => {
      server.put(summary, polaris(more))
      return refresh()
    },
    get: (id = 'polaris') => host.call(GetProvider, { params: { id } }),
    active: async () => (await host.call(ListProviderEvents, { query: { active: true } })).items,
    define: (component, depends_on, revision = 1) =>
      tell(
        fact(CheckDefined, `c-${component}`, {
          check: { id: `c-${component}`, name: component, kind: 'http' },
          component: {
            ...{ slug: component, name: component, group: null, critical: false, depends_on: [...depends_on] },
            ...{ origin: 'file', place: null, position: 0, url: null },
          },
          revision,
        }),
      ),
    archive: (component, revision) =>
      tell(
        fact(CheckArchived, `c-${component}`, {
          check: { id: `c-${component}`, name: component },
          component,
          revision,
        }),
      ),
  }
}
