import { Type } from 'typebox'
import { healthOperations } from './health/health-operations.ts'
import { defineOperation, type Operation } from './operation.ts'

const op = { service: 'host', method: 'GET' } as const
const metrics = { access: 'admin', scope: 'metrics', loopback: true } as const
const words = Type.String()

/** CloudEvents 1.0: others may add attributes of their own, and what `data` holds is the event's to say. */
const eventEnvelope = Type.Object(
  {
    specversion: Type.Literal('1.0'),
    id: words,
    source: words,
    type: words,
    subject: words,
    time: words,
    datacontenttype: Type.Literal('application/json'),
    data: Type.Unknown(),
  },
  { additionalProperties: true },
)

export const hearEvents = defineOperation({
  service: 'host',
  name: 'HearEvents',
  method: 'POST',
  path: '/internal/events',
  access: 'viewer',
  only: 'cluster',
  summary: 'What another process of this cluster has to tell a service here',
  // Several events come at a time, and one may hold a rule of a flag, which is deep.
  body_limit: 4_194_304,
  json_limit: { depth: 400, values: 500_000 },
  body: Type.Object({ to: words, events: Type.Array(eventEnvelope) }, { additionalProperties: false }),
  output: Type.Object({ heard: Type.Array(Type.Unknown()) }),
})

/** What every process answers, whatever runs in it, as it stands in the API document; `host-routes` answers it. */
export const hostOperations: readonly Operation[] = [
  ...Object.values(healthOperations),
  defineOperation({
    ...op,
    ...metrics,
    name: 'GetMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus. For keys with the scope metrics, and for this machine itself where no proxy is',
    content: 'text/plain; version=0.0.4; charset=utf-8',
    output: words,
  }),
  defineOperation({
    ...op,
    name: 'GetApiDocument',
    path: '/api/openapi.json',
    access: 'public',
    summary: 'This document',
    output: Type.Record(words, Type.Unknown()),
  }),
  defineOperation({
    ...op,
    name: 'ShowApiDocument',
    path: '/api/docs',
    access: 'public',
    summary: 'This document as pages',
    content: 'text/html; charset=utf-8',
    output: words,
  }),
  hearEvents,
]
