import { Type } from 'typebox'
import type { Port } from '../../../kit/http/port.ts'
import { defineOperation } from '../../../kit/service/operation.ts'
import { type Context, Reply, type Served, serve } from '../../../kit/service/service.ts'
import type { FunctionsConfig } from '../config.ts'

/** Of these ports alone: on the port of everything these paths are those of the whole program. */
const figures = defineOperation({
  name: 'GetGatewayFigures',
  service: 'functions',
  method: 'GET',
  path: '/metrics',
  access: 'public',
  summary: 'Figures of functions, under the names of the gateway of OpenFaaS',
  content: 'text/plain; version=0.0.4; charset=utf-8',
  output: Type.String(),
})
const health = defineOperation({
  name: 'GetGatewayHealth',
  service: 'functions',
  method: 'GET',
  path: '/healthz',
  access: 'public',
  summary: 'The gateway answers',
  content: 'text/plain; charset=utf-8',
  output: Type.String(),
})

/** Where clients and scrapers of OpenFaaS look for a gateway, as the file names it. */
export function gatewayPorts(
  { functions }: FunctionsConfig,
  { metrics }: Pick<Context, 'metrics'>,
  serves: readonly Served[],
): Port[] {
  const gateway = functions?.gateway
  if (!gateway) return []
  const { host, port, metrics_port } = gateway
  const told = serve(figures, async () => new Reply(await metrics.text(), { 'content-type': figures.content ?? '' }))
  const well = serve(health, () => new Reply('OK', { 'content-type': health.content ?? '' }))
  return [
    { name: 'gateway', at: { host, port }, serves: [...serves, well] },
    ...(metrics_port === undefined
      ? []
      : [{ name: 'gateway metrics', at: { host, port: metrics_port }, serves: [told, well] }]),
  ]
}
