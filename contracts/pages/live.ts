import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Time } from '../common-schemas.ts'

/**
 * What the live stream carries, as server-sent events. The name of each is the CloudEvents type of what happened
 * (`vigie.incidents.incident-opened.v1`), its `data` one of these. Later copies of a thing have the higher `revision`.
 *
 * To somebody without a token: `component-changed`, `incident-…`, `maintenance-…`, `announcement-…`, with what the public
 * pages show of them. To whoever is signed in: the same with the data that services tell each other, and `signal-changed`
 * (checks, reports, providers, devices), `check-…`, `provider-changed`, `flag-changed`, `flag-lease-changed`,
 * `change-request-changed`, `project-changed`, `delivery-…`.
 *
 * Two events are of the stream itself: `hello` comes first, `reset` says that what was missed is no longer known.
 */
export const LiveFrame = Type.Object({
  /** Of the event; the position in the stream is the `id:` line, to come back with as `Last-Event-ID`. */
  id: Type.String(),
  type: Type.String(),
  subject: Type.String(),
  time: Time,
  /** null: it is large, ask for it. */
  data: Type.Unknown(),
})
export type LiveFrame = Static<typeof LiveFrame>

export const LiveHello = Type.Object({
  /** `none`: this stream carries public facts only, also when a token was sent that has expired. */
  role: Type.Enum(['none', 'viewer', 'responder', 'admin']),
  /** What happened since `Last-Event-ID` follows. */
  resumed: Type.Boolean(),
  /** A comment line is sent at least this often: hearing nothing for twice as long means that the connection is dead. */
  heartbeat_s: Type.Integer(),
})
export type LiveHello = Static<typeof LiveHello>

export const StreamLive = defineOperation({
  name: 'StreamLive',
  service: 'pages',
  method: 'GET',
  path: '/api/v1/live',
  access: 'public',
  summary: 'What happens, as it happens: server-sent events, resumable with Last-Event-ID',
  query: Type.Object({
    last_event_id: Type.Optional(
      Type.String({ maxLength: 100, description: 'For clients that cannot send the header; the header wins.' }),
    ),
  }),
  content: 'text/event-stream',
  output: Type.String(),
})
