import { Type } from 'typebox'
import type { Port } from '../../kit/http/port.ts'
import type { Metrics } from '../../kit/metrics/metrics.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { type Context, Reply, type Served, serve } from '../../kit/service/service.ts'
import type { EdgeSettings } from './config.ts'

/** Where devices and scrapers of the field look for an edge. */
const usual = { port: 5_000, metrics_ports: [8_000, 8_001] }

/** Of its own port alone: on the port of everything this path is that of all services. */
const GetEdgeFigures = defineOperation({
  name: 'GetEdgeFigures',
  service: 'edge',
  method: 'GET',
  path: '/metrics',
  access: 'public',
  summary: 'Figures of the edge for Prometheus',
  content: 'text/plain; version=0.0.4; charset=utf-8',
  output: Type.String(),
})

/** Those that the file names; where nothing else runs in this process, the usual ones. */
export function portsOf(
  { port, metrics_ports, host = '127.0.0.1' }: EdgeSettings,
  { runtime, metrics }: Pick<Context, 'runtime' | 'metrics'>,
  serves: readonly Served[],
): Port[] {
  const isAlone = runtime().services.every(name => name === 'edge' || name === 'access')
  const own = port ?? (isAlone ? usual.port : undefined)
  const scraped = metrics_ports ?? (isAlone ? usual.metrics_ports : [])
  return [
    ...(own === undefined ? [] : [{ name: 'edge', at: { host, port: own }, serves }]),
    ...scraped.map(one => ({ name: `metrics ${one}`, at: { host, port: one }, serves: [figures(metrics)] })),
  ]
}

const figures = (metrics: Metrics): Served =>
  serve(
    GetEdgeFigures,
    async () => new Reply(`${await metrics.text()}\n`, { 'content-type': GetEdgeFigures.content ?? '' }),
  )
