import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'

export const WebhookEvent = Type.Enum([
  'vigie.incidents.incident-opened.v1',
  'vigie.incidents.incident-updated.v1',
  'vigie.incidents.incident-resolved.v1',
  'vigie.incidents.maintenance-started.v1',
  'vigie.incidents.maintenance-ended.v1',
  'vigie.communications.announcement-published.v1',
])
export type WebhookEvent = Static<typeof WebhookEvent>

export const Webhook = Type.Object({
  id: Type.String(),
  /** Without its path and without what else is secret in it: whoever knows an address may send to it. */
  url: Type.String(),
  /** null: all of them. */
  events: Nullable(Type.Array(WebhookEvent)),
  /** Its name in GET /api/v1/deliveries. */
  channel: Type.String(),
  created_at: Time,
})
export type Webhook = Static<typeof Webhook>

const op = { service: 'communications' } as const

export const CreateWebhook = defineOperation({
  ...op,
  name: 'CreateWebhook',
  method: 'POST',
  path: '/api/v1/webhooks',
  access: 'admin',
  status: 201,
  summary: 'Send events to an address, signed (Standard Webhooks); the secret is shown this once',
  body: Type.Object(
    {
      url: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2_000 }),
      secret: Type.Optional(
        Type.String({ minLength: 8, maxLength: 500, description: 'Made here when left out: whsec_….' }),
      ),
      events: Type.Optional(Type.Array(WebhookEvent, { minItems: 1, maxItems: 50, uniqueItems: true })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ ...Webhook.properties, secret: Type.String() }),
})
export const ListWebhooks = defineOperation({
  ...op,
  name: 'ListWebhooks',
  method: 'GET',
  path: '/api/v1/webhooks',
  access: 'viewer',
  summary: 'Where events are sent, besides what the configuration names',
  query: Type.Object(PageQuery),
  output: Page(Webhook),
})
export const DeleteWebhook = defineOperation({
  ...op,
  name: 'DeleteWebhook',
  method: 'DELETE',
  path: '/api/v1/webhooks/:id',
  access: 'admin',
  status: 204,
  summary: 'Send nothing more there',
  params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
  output: Type.Null(),
})
