import { Type } from 'typebox'
import { defineOperation } from '../service/operation.ts'
import { eventsBodyLimit, largestEventBytes } from './limits.ts'

const words = Type.String()
const closed = { additionalProperties: false } as const
/** CloudEvents 1.0: others may add attributes of their own, and what `data` holds is the event's to say. */
const open = { additionalProperties: true } as const
const attributes = {
  specversion: Type.Literal('1.0'),
  id: Type.String({ minLength: 1, maxLength: 200 }),
  source: words,
  type: words,
  subject: words,
  time: words,
  datacontenttype: Type.Literal('application/json'),
}
const op = {
  service: 'host',
  method: 'POST',
  access: 'viewer',
  audience: 'cluster',
  body_limit: eventsBodyLimit,
  // One may hold a rule of a flag, which is deep; and no value is shorter than a byte.
  json_limit: { depth: 400, values: largestEventBytes },
} as const

export const deliverEvents = defineOperation({
  ...op,
  name: 'HearEvents',
  path: '/internal/events',
  summary: 'What another process of this cluster has to tell a service here',
  body: Type.Object(
    { to: words, events: Type.Array(Type.Object({ ...attributes, data: Type.Unknown() }, open)) },
    closed,
  ),
  output: Type.Object({
    heard: Type.Array(Type.Object({ id: words, error: Type.Union([words, Type.Null()]) })),
  }),
})

export const parkEvent = defineOperation({
  ...op,
  name: 'ParkEvent',
  path: '/internal/parked-events',
  summary: 'What a service here could not handle after five tries, for it to keep where people see it',
  status: 204,
  body: Type.Object(
    { to: words, event: Type.Object({ ...attributes, data: Type.Optional(Type.Unknown()) }, open), error: words },
    closed,
  ),
  output: Type.Null(),
})
