import { Type } from 'typebox'
import { healthOperations } from './health/health-operations.ts'
import { defineOperation, type Operation } from './operation.ts'

const op = { service: 'host', method: 'GET' } as const
const metrics = { access: 'admin', scope: 'metrics', loopback: true } as const
const words = Type.String()

/** What every process answers, whatever runs in it, as it stands in the API document; `host-routes` answers it. */
export const hostOperations: readonly Operation[] = [
  ...Object.values(healthOperations),
  defineOperation({
    ...op,
    ...metrics,
    name: 'GetMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus. For this machine itself and for keys with the scope metrics',
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
  defineOperation({
    service: 'host',
    name: 'HearEvents',
    method: 'POST',
    path: '/internal/events',
    access: 'viewer',
    only: 'cluster',
    summary: 'What another process of this cluster has to tell a service here',
    body: Type.Object({ to: words, events: Type.Array(Type.Unknown()) }),
    output: Type.Object({ heard: Type.Array(Type.Unknown()) }),
  }),
]
