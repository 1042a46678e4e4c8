import type { FastifyInstance } from 'fastify'
import type { HealthBoard } from '../../health/health-board.ts'
import { exemptOf } from '../../http/connection-limits.ts'
import { type HttpOptions, mount } from '../../http/mount.ts'
import { OpenPort } from '../../http/port.ts'
import { createHttp, type TlsMaterial } from '../../http/server.ts'
import type { Served } from '../service.ts'
import type { HostOptions, Running } from '../start-service.ts'

type Around = Pick<HostOptions, 'clock' | 'log' | 'configuration'> & {
  readonly http: HttpOptions
  readonly health: HealthBoard
}

/** Opens the ports of services, until `ending`. What is asked there is answered as on the port of everything. */
export async function openPorts(
  running: readonly Running[],
  { clock, log, configuration, http, health }: Around,
  ending: AsyncDisposableStack,
): Promise<void> {
  const isExempt = exemptOf(configuration.settings.network.trusted_proxies)
  const serve = (serves: readonly Served[], tls: { readonly tls?: TlsMaterial | undefined }): FastifyInstance => {
    const app = createHttp(log.child({ service: 'http' }), { isExempt, ...tls })
    for (const served of serves) mount(app, served, http)
    return app
  }
  for (const { service, started } of running) {
    const { ports = [] } = started
    if (ports.length === 0) continue
    const open = ports.map(port =>
      ending.use(new OpenPort(port, { clock, log: log.child({ service: service.name }), serve })),
    )
    health.add(service.name, () => [...(started.health?.() ?? []), ...open.flatMap(one => one.findings())])
    for (const one of open) await one.open()
  }
}
