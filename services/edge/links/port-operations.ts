import { type Static, Type } from 'typebox'
import { CertificateRequest, IssuedCertificate, Waiting } from '../../../contracts/edge/links.ts'
import { defineOperation } from '../../../kit/service/operation.ts'

/** Served on the port for edges alone, which knows who asks by its certificate. */
const op = { service: 'edge', access: 'public' } as const
const count = Type.Integer()

export const RenewEdgeCertificate = defineOperation({
  ...op,
  name: 'RenewEdgeCertificate',
  method: 'POST',
  path: '/api/v1/edge/certificates/renewals',
  summary: 'Another certificate before this one expires',
  body: Type.Object({ request: CertificateRequest }, { additionalProperties: false }),
  output: IssuedCertificate,
})
export const ReportEdgeLink = defineOperation({
  ...op,
  name: 'ReportEdgeLink',
  method: 'POST',
  path: '/api/v1/edge/contacts',
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
