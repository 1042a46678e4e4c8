import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time } from '../common-schemas.ts'
import { ClientName } from './clients.ts'

const count = Type.Integer()

/** How much waits where values leave from. */
export const Waiting = {
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

export const CertificateRequest = Type.String({ maxLength: 8_000, description: 'A certificate signing request, PEM.' })
export const IssuedCertificate = Type.Object({
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
  body: Type.Object(
    { token: Type.String({ maxLength: 200 }), request: CertificateRequest },
    { additionalProperties: false },
  ),
  output: IssuedCertificate,
})
