import { Type } from 'typebox'
import { MessageSchema } from '../messages/message-schema.ts'
import { defineOperation } from '../service/operation.ts'

const words = Type.String()
const nullable = Type.Union([words, Type.Null()])
const Cause = Type.Object({ severity: words, code: words, message: words, since: nullable })
const op = { service: 'host', method: 'GET' } as const

/** What every process answers about how it is; `health-routes` answers it. */
export const healthOperations = {
  liveness: defineOperation({
    ...op,
    name: 'GetHealth',
    path: '/healthz',
    access: 'public',
    summary: 'The process is alive',
    output: Type.Object({ status: words }),
  }),
  readiness: defineOperation({
    ...op,
    name: 'GetReadiness',
    path: '/readyz',
    access: 'public',
    summary: 'Whether every service here can do its work; else 503. Why is told to keys with the scope metrics',
    output: Type.Object({
      status: words,
      services: Type.Optional(Type.Record(words, words)),
      causes: Type.Optional(Type.Record(words, Type.Array(Cause))),
    }),
  }),
  system: defineOperation({
    ...op,
    name: 'GetSystemHealth',
    path: '/api/v1/system/health',
    access: 'admin',
    summary: 'How each service of this process is, and the disk with its data',
    output: Type.Object({
      status: words,
      services: Type.Array(Type.Object({ name: words, status: words, causes: Type.Array(Cause) })),
      disk: Type.Union([Type.Object({ free_bytes: Type.Number(), size_bytes: Type.Number() }), Type.Null()]),
    }),
  }),
  internal: defineOperation({
    ...op,
    name: 'GetStorageOutages',
    path: '/internal/health',
    access: 'viewer',
    audience: 'cluster',
    summary: 'Which services of this process cannot store anything, for another process of this cluster',
    output: Type.Object({
      outages: Type.Array(
        Type.Object({ service: words, code: words, cause: words, reason: Type.Optional(MessageSchema), since: words }),
      ),
    }),
  }),
} as const
