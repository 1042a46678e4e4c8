import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time } from '../common-schemas.ts'
import { ClientName } from './clients.ts'

const count = Type.Integer()

/** How much waits where values leave from. */
const Waiting = {
  /** Values that were not told to have arrived, and the bytes of those that could not be sent at once. */
  waiting: count,
  backlog_bytes: count,
  /** Batches of each lane. */
  lanes: Type.Object({ live: count, backlog: count }),
  /** How long the oldest one has waited. */
  lag_s: Type.Number(),
  /** Values that found no room. */
  lost: count,
  lost_from: Nullable(Time),
  lost_to: Nullable(Time),
}

/** What is passed on from one Vigie to another, as the side that answers sees it. */
export const EdgeLink = Type.Object({
  /** `out`: from here to the cloud. `in`: from an edge to here. */
  direction: Type.Enum(['out', 'in']),
  /** Null: no certificate has named it yet. */
  edge: Nullable(Type.String()),
  state: Type.Enum(['connected', 'failing', 'silent', 'revoked', 'not-enrolled']),
  /** Where it sends to; null: that is here. */
  url: Nullable(Type.String()),
  /** Whose values it may send. */
  clients: Type.Array(Type.String()),
  last_contact_at: Nullable(Time),
  certificate_expires_at: Nullable(Time),
  /** offered = stored + duplicates + refused + lost + waiting */
  offered: count,
  stored: count,
  duplicates: count,
  refused: count,
  ...Waiting,
  failing_since: Nullable(Time),
  reason: Nullable(Type.String()),
})
export type EdgeLink = Static<typeof EdgeLink>

const op = { service: 'edge' } as const
const admin = { ...op, access: 'admin', audience: 'people-or-operator' } as const

export const ListEdgeLinks = defineOperation({
  ...op,
  name: 'ListEdgeLinks',
  method: 'GET',
  path: '/api/v1/edge/links',
  access: 'viewer',
  summary: 'To and from where values of objects are passed on: what waits, what was lost, and until when it may',
  output: Type.Object({ items: Type.Array(EdgeLink) }),
})
export const RevokeEdgeLink = defineOperation({
  ...admin,
  name: 'RevokeEdgeLink',
  method: 'DELETE',
  path: '/api/v1/edge/links/:edge',
  status: 204,
  summary: 'Take nothing more from an edge: its certificates are worth nothing from now on',
  params: Type.Object({ edge: Type.String({ maxLength: 63 }) }),
  output: Type.Null(),
})
export const CreateEdgeEnrolment = defineOperation({
  ...admin,
  name: 'CreateEdgeEnrolment',
  method: 'POST',
  path: '/api/v1/edge/enrolments',
  status: 201,
  summary: 'Let an edge get a certificate, once; the answer is the only place where its token can be read',
  body: Type.Object(
    {
      edge: ClientName,
      clients: Type.Array(ClientName, { minItems: 1, maxItems: 1_000, description: 'Whose values it may send.' }),
      expires_in_s: Type.Optional(Type.Integer({ minimum: 60, maximum: 2_592_000, description: 'A day if left out.' })),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ edge: Type.String(), token: Type.String(), expires_at: Time }),
})

const request = Type.String({ maxLength: 8_000, description: 'A certificate signing request, PEM.' })
const Certificate = Type.Object({
  edge: Type.String(),
  certificate: Type.String(),
  /** Who has signed the certificate of the port that takes values. */
  authority: Type.String(),
  /** Of that port. */
  url: Type.String(),
})

/** Public: the token says who asks. */
export const EnrolEdge = defineOperation({
  ...op,
  name: 'EnrolEdge',
  method: 'POST',
  path: '/api/v1/edge/certificates',
  access: 'public',
  summary: 'Give the token of an enrolment for a certificate',
  body: Type.Object({ token: Type.String({ maxLength: 200 }), request }, { additionalProperties: false }),
  output: Certificate,
})

/** The operations below are served on the port for edges alone, which knows who asks by its certificate. */
export const RenewEdgeCertificate = defineOperation({
  ...op,
  name: 'RenewEdgeCertificate',
  method: 'POST',
  path: '/api/v1/edge/certificates/renewals',
  access: 'public',
  summary: 'Another certificate before this one expires',
  body: Type.Object({ request }, { additionalProperties: false }),
  output: Certificate,
})
export const ReportEdgeLink = defineOperation({
  ...op,
  name: 'ReportEdgeLink',
  method: 'POST',
  path: '/api/v1/edge/contacts',
  access: 'public',
  summary: 'An edge is there, and says what waits',
  body: Type.Object(
    {
      offered: count,
      ...Waiting,
      lanes: Type.Object({ live: count, backlog: count }, { additionalProperties: false }),
    },
    { additionalProperties: false },
  ),
  output: Type.Object({ edge: Type.String() }),
})

const Text = Type.String({ maxLength: 200 })
/** What it sends, as JSON and compressed. */
export const ForwardedSamples = Type.Object(
  {
    client: Text,
    series: Type.Array(
      Type.Object(
        {
          object: Text,
          metric: Text,
          source: Text,
          type: Type.Optional(Text),
          unit: Type.Optional(Text),
          history: Type.Optional(Type.Boolean()),
          app: Type.Optional(Text),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20_000 },
    ),
    /** Which series, when, and the value; each one is judged by itself. */
    samples: Type.Array(Type.Array(Type.Unknown(), { maxItems: 3 }), { maxItems: 20_000 }),
  },
  { additionalProperties: false },
)
export type ForwardedSamples = Static<typeof ForwardedSamples>

export const ForwardSamples = defineOperation({
  ...op,
  name: 'ForwardSamples',
  method: 'POST',
  path: '/api/v1/edge/samples',
  access: 'public',
  body_limit: 4 * 1_048_576,
  bytes: true,
  encodings: ['gzip'],
  summary: 'Values of objects that an edge passes on',
  body: Type.Unknown(),
  output: Type.Object({
    accepted: count,
    duplicates: count,
    /** By reason. */
    refused: Type.Record(Type.String(), count),
  }),
})
