import { type Static, type TSchema, Type } from 'typebox'
import { MessageSchema } from '../kit/messages/message-schema.ts'

/** Words that several services use. Sources: the public contract, section "Vocabulary". */

export const Impact = Type.Enum(['none', 'minor', 'major', 'critical'])
export type Impact = Static<typeof Impact>

export const SignalState = Type.Enum(['up', 'degraded', 'down', 'unknown'])
export type SignalState = Static<typeof SignalState>

export const ComponentStatus = Type.Enum([
  'operational',
  'degraded_performance',
  'partial_outage',
  'major_outage',
  'under_maintenance',
  'unknown',
])
export type ComponentStatus = Static<typeof ComponentStatus>

export const IncidentStatus = Type.Enum(['investigating', 'identified', 'monitoring', 'resolved'])
export type IncidentStatus = Static<typeof IncidentStatus>

/** `file`: from vigie.yaml. `api`: made by a person or a program. `signal`: made by what a signal said. */
export const Origin = Type.Enum(['file', 'api', 'signal'])
export type Origin = Static<typeof Origin>

/** ISO 8601 UTC with milliseconds. */
export const Time = Type.String({ format: 'date-time' })
export const Nullable = <Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

export const ComponentRef = Type.Object({ id: Type.String(), slug: Type.String(), name: Type.String() })
export type ComponentRef = Static<typeof ComponentRef>

export const Page = <Item extends TSchema>(item: Item) =>
  Type.Object({ items: Type.Array(item), next_cursor: Nullable(Type.String()) })

export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
  cursor: Type.Optional(Type.String({ maxLength: 1_000 })),
}

/** A message beside its text: left out by whoever does not know it, null where there is nothing to say. */
export const Worded = Type.Optional(Nullable(MessageSchema))

/** What is known of the first failing answer, and of the last good one before it. */
export const ProbeEvidence = Type.Object({
  at: Time,
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  http_status: Nullable(Type.Integer()),
  response_ms: Nullable(Type.Number()),
  phases: Type.Object({
    dns_ms: Nullable(Type.Number()),
    connect_ms: Nullable(Type.Number()),
    tls_ms: Nullable(Type.Number()),
    first_byte_ms: Nullable(Type.Number()),
    total_ms: Nullable(Type.Number()),
  }),
  address: Nullable(Type.String()),
  headers: Nullable(Type.Record(Type.String(), Type.String())),
  /** At most 4 KiB of it, as text. */
  body: Nullable(Type.String()),
  certificate: Nullable(
    Type.Object({
      subject: Type.String(),
      issuer: Type.String(),
      valid_from: Time,
      valid_to: Time,
      days_left: Type.Number(),
    }),
  ),
})
export type ProbeEvidence = Static<typeof ProbeEvidence>

/** `level`: own probes are `certain`; crowd reports and provider pages are `possible` or `likely`. */
export const Evidence = Type.Object({
  level: Type.Enum(['certain', 'likely', 'possible']),
  source: Type.String(),
  url: Type.Optional(Nullable(Type.String())),
  first_failure: Type.Optional(Nullable(ProbeEvidence)),
  last_good: Type.Optional(Nullable(ProbeEvidence)),
})
export type Evidence = Static<typeof Evidence>

/** In the query of an operation that replaces what several people may edit. */
export const RevisionQuery = {
  revision: Type.Optional(
    Type.Integer({
      description: 'The revision that was edited; answers 409 with the present state when there is a later one.',
    }),
  ),
}
