import { Type } from 'typebox'
import { defineOperation } from '../service/operation.ts'

const words = Type.String()
const nullable = Type.Union([words, Type.Null()])
const op = { service: 'host', access: 'admin' } as const

export const getJobs = defineOperation({
  ...op,
  name: 'GetJobs',
  method: 'GET',
  path: '/api/v1/system/jobs',
  summary:
    'The queues of this process, and the dead letters of all of them, the newest first; they are kept for 90 days',
  query: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 300 })),
  }),
  output: Type.Object({
    queues: Type.Array(
      Type.Object({
        service: words,
        queue: words,
        waiting: Type.Integer(),
        running: Type.Integer(),
        dead: Type.Integer(),
        /** Since when the oldest one could have run. */
        oldest_due_at: nullable,
      }),
    ),
    items: Type.Array(
      Type.Object({
        id: words,
        service: words,
        queue: words,
        /** Jobs of one key run in their order. */
        key: nullable,
        attempts: Type.Integer(),
        error: nullable,
        created_at: words,
        dead_at: words,
      }),
    ),
    next_cursor: nullable,
  }),
})

const one = {
  ...op,
  status: 204,
  params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 300 }) }),
  output: Type.Null(),
} as const

export const retryJob = defineOperation({
  ...one,
  name: 'RetryJob',
  method: 'POST',
  path: '/api/v1/system/jobs/:id/retry',
  summary: 'Let a dead letter wait again, at its old place in its queue',
})

export const deleteJob = defineOperation({
  ...one,
  name: 'DeleteJob',
  method: 'DELETE',
  path: '/api/v1/system/jobs/:id',
  summary: 'Delete a dead letter',
})
