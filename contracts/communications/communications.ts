import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time, Worded } from '../common-schemas.ts'

export const Delivery = Type.Object({
  id: Type.String(),
  channel: Type.String(),
  event_id: Type.String(),
  state: Type.Enum(['queued', 'delivered', 'dead']),
  attempts: Type.Integer(),
  next_at: Nullable(Time),
  last_error: Nullable(Type.String()),
  last_error_i18n: Worded,
  /** Delivered at, or given up at. */
  done_at: Nullable(Time),
  created_at: Time,
  subject: Type.String(),
})
export type Delivery = Static<typeof Delivery>

export const Channel = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  enabled: Type.Boolean(),
  last_success_at: Nullable(Time),
  last_error: Nullable(Type.String()),
  last_error_i18n: Worded,
  queued: Type.Integer(),
  /** `file`: from vigie.yaml, at `place`. `api`: a webhook that was added. */
  origin: Type.Optional(Type.Enum(['file', 'api'])),
  place: Type.Optional(Nullable(Type.String())),
})
export type Channel = Static<typeof Channel>

/** A message did not arrive at its first try, or was given up. Subject is the id of the delivery. */
export const DeliveryFailed = defineEvent(
  'vigie.communications.delivery-failed.v1',
  Type.Object({
    id: Type.String(),
    channel: Type.String(),
    subject: Type.String(),
    attempts: Type.Integer(),
    error: Nullable(Type.String()),
    error_i18n: Worded,
    given_up: Type.Boolean(),
  }),
)

const op = { service: 'communications' } as const

export const ListDeliveries = defineOperation({
  ...op,
  name: 'ListDeliveries',
  method: 'GET',
  path: '/api/v1/deliveries',
  access: 'viewer',
  summary: 'Messages to channels: waiting, delivered, given up',
  query: Type.Object({
    ...PageQuery,
    state: Type.Optional(Type.Enum(['queued', 'delivered', 'dead'])),
    channel: Type.Optional(Type.String()),
    incident: Type.Optional(Type.String({ maxLength: 100, description: 'Id: only what told of this incident.' })),
  }),
  output: Page(Delivery),
})
export const RetryDelivery = defineOperation({
  ...op,
  name: 'RetryDelivery',
  method: 'POST',
  path: '/api/v1/deliveries/:id/retry',
  access: 'responder',
  summary: 'Try a delivery that was given up once more',
  params: Type.Object({ id: Type.String() }),
  output: Delivery,
})
export const ListChannels = defineOperation({
  ...op,
  name: 'ListChannels',
  method: 'GET',
  path: '/api/v1/channels',
  access: 'viewer',
  summary: 'The notification channels and how they fare',
  output: Page(Channel),
})
export const TestChannel = defineOperation({
  ...op,
  name: 'TestChannel',
  method: 'POST',
  path: '/api/v1/channels/:name/test',
  access: 'admin',
  summary: 'Send a test message now and say what came of it',
  params: Type.Object({ name: Type.String() }),
  output: Type.Object({
    outcome: Type.Enum(['delivered', 'retry', 'refused']),
    error: Nullable(Type.String()),
    error_i18n: Worded,
    took_ms: Type.Number(),
  }),
})
