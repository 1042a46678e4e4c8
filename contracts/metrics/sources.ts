import { type Static, Type } from 'typebox'
import { MessageSchema } from '../../kit/messages/message-schema.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Origin, Page, PageQuery, RevisionQuery, Time, Worded } from '../common-schemas.ts'

/** Where numbers come from: asked again and again, or sent to us. */

export const SourceName = Type.String({
  pattern: '^[a-z][a-z0-9_-]{0,62}$',
  description: 'Lower-case letters, digits, dashes and underscores.',
})

export const Labels = Type.Record(Type.String(), Type.String({ maxLength: 500 }))

/** Points that were not taken, or taken with a doubt, for one reason. */
export const PointProblem = Type.Object({
  count: Type.Integer(),
  /** Of the first of them, among all that came. */
  index: Type.Integer(),
  reason: Type.String(),
  reason_i18n: MessageSchema,
})
export type PointProblem = Static<typeof PointProblem>

export const Source = Type.Object({
  id: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  /** Null: nobody asks it, since it sends by itself. */
  every_s: Nullable(Type.Number()),
  unit: Nullable(Type.String()),
  labels: Labels,
  /** Those of the kind; secrets are masks. */
  settings: Type.Record(Type.String(), Type.Unknown()),
  origin: Origin,
  place: Nullable(Type.String()),
  revision: Type.Integer(),
  state: Type.Enum(['waiting', 'ok', 'failing']),
  checked_at: Nullable(Time),
  ok_at: Nullable(Time),
  failing_since: Nullable(Time),
  /** Why its last answer could not be read, or what its server asks for, such as fewer requests. */
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  next_at: Nullable(Time),
  /** Since it exists. */
  accepted: Type.Integer(),
  duplicates: Type.Integer(),
  refused: Type.Integer(),
  /** Of the last answer. */
  problems: Type.Array(PointProblem),
})
export type Source = Static<typeof Source>

const Lapse = Type.Union([Type.Number({ minimum: 0 }), Type.String({ maxLength: 20 })])

export const SourceDefinition = Type.Object(
  {
    name: SourceName,
    kind: Type.String({ maxLength: 40 }),
    every: Type.Optional(Lapse),
    unit: Type.Optional(Type.String({ maxLength: 60 })),
    labels: Type.Optional(Labels),
  },
  { description: 'The common fields and those of the kind; see GET /api/v1/source-kinds.', additionalProperties: true },
)
export type SourceDefinition = Static<typeof SourceDefinition>

const op = { service: 'metrics' } as const
const SourceId = Type.Object({ id: Type.String({ maxLength: 100 }) })

export const ListSourceKinds = defineOperation({
  ...op,
  name: 'ListSourceKinds',
  method: 'GET',
  path: '/api/v1/source-kinds',
  access: 'viewer',
  summary: 'The kinds of sources and their fields, as JSON Schema',
  output: Type.Object({
    items: Type.Array(Type.Object({ kind: Type.String(), summary: Type.String(), schema: Type.Unknown() })),
  }),
})
export const ListSources = defineOperation({
  ...op,
  name: 'ListSources',
  method: 'GET',
  path: '/api/v1/sources',
  access: 'viewer',
  summary: 'The sources of numbers, and how each is doing',
  query: Type.Object(PageQuery),
  output: Page(Source),
})
export const GetSource = defineOperation({
  ...op,
  name: 'GetSource',
  method: 'GET',
  path: '/api/v1/sources/:id',
  access: 'viewer',
  summary: 'One source',
  params: SourceId,
  output: Source,
})
export const CreateSource = defineOperation({
  ...op,
  name: 'CreateSource',
  method: 'POST',
  path: '/api/v1/sources',
  access: 'admin',
  status: 201,
  summary: 'Add a source',
  body: SourceDefinition,
  output: Source,
})
export const ReplaceSource = defineOperation({
  ...op,
  name: 'ReplaceSource',
  method: 'PUT',
  path: '/api/v1/sources/:id',
  access: 'admin',
  summary:
    'Replace the definition of a source; a secret that is left out or comes as its mask stays, null removes it, another address asks for it again',
  params: SourceId,
  query: Type.Object(RevisionQuery),
  body: SourceDefinition,
  output: Source,
})
export const DeleteSource = defineOperation({
  ...op,
  name: 'DeleteSource',
  method: 'DELETE',
  path: '/api/v1/sources/:id',
  access: 'admin',
  status: 204,
  summary: 'Ask a source no longer; its series stay',
  params: SourceId,
  output: Type.Null(),
})
export const RefreshSource = defineOperation({
  ...op,
  name: 'RefreshSource',
  method: 'POST',
  path: '/api/v1/sources/:id/refresh',
  access: 'responder',
  summary: 'Ask a source now and answer how it is doing',
  params: SourceId,
  output: Source,
})

/** A point as it would be stored, with what it was read from. */
export const PreviewPoint = Type.Object({
  series: Type.String(),
  labels: Labels,
  at: Time,
  at_ms: Type.Number(),
  value: Type.Number(),
  unit: Nullable(Type.String()),
  /** What stood there as its time; null: none, it is the time of the request. */
  time_text: Nullable(Type.String()),
  /** How that was read: seconds or milliseconds since 1970, with a zone of its own, or in the zone that is assumed. */
  time_form: Type.Enum(['now', 'unix', 'unix_ms', 'unix_us', 'unix_ns', 'zoned', 'assumed']),
  time_zone: Nullable(Type.String()),
})
export type PreviewPoint = Static<typeof PreviewPoint>

export const PreviewSource = defineOperation({
  ...op,
  name: 'PreviewSource',
  method: 'POST',
  path: '/api/v1/sources/preview',
  access: 'responder',
  summary: 'Ask once as a definition says, and show what would be stored, without keeping anything',
  body: SourceDefinition,
  output: Type.Object({
    /** The first ones. */
    points: Type.Array(PreviewPoint),
    total: Type.Integer(),
    reason: Nullable(Type.String()),
    reason_i18n: Worded,
    problems: Type.Array(PointProblem),
    /** The beginning of what was answered, without secrets. */
    answer: Nullable(Type.String()),
  }),
})
