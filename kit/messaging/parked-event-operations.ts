import { Type } from 'typebox'
import { defineOperation } from '../service/operation.ts'

const words = Type.String()

export const ParkedEvent = Type.Object({
  /** Of this list: the same event may have failed at several services. */
  id: words,
  /** That could not handle it. */
  service: words,
  event_id: words,
  type: words,
  source: words,
  subject: words,
  time: words,
  /** Why it failed the last time. */
  error: words,
  parked_at: words,
})

const op = { service: 'host', access: 'admin' } as const

export const listParkedEvents = defineOperation({
  ...op,
  name: 'ListParkedEvents',
  method: 'GET',
  path: '/api/v1/parked-events',
  summary: 'Events that a service of this process gave up handling, the newest first; they are kept for 30 days',
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 300 })),
  }),
  output: Type.Object({ items: Type.Array(ParkedEvent), next_cursor: Type.Union([words, Type.Null()]) }),
})

export const retryParkedEvent = defineOperation({
  ...op,
  name: 'RetryParkedEvent',
  method: 'POST',
  path: '/api/v1/parked-events/:id/retry',
  status: 204,
  summary: 'Let the service handle an event that it gave up; what follows on its subject has gone on meanwhile',
  params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) }),
  output: Type.Null(),
})
