import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Origin, Page, PageQuery, RevisionQuery, Time, Worded } from '../common-schemas.ts'

/** Feature flags: definitions in flagd's JSON format (https://flagd.dev/reference/flag-definitions/) and what is kept beside them. */

/** Of a project and of an environment. */
export const FlagSetName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' })
export const FlagKey = Type.String({ minLength: 1, maxLength: 200 })
/** Where a flag lives; `default` and `production` when left out. */
export const FlagPlace = { project: Type.Optional(FlagSetName), environment: Type.Optional(FlagSetName) }

const MetadataValue = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
export const FlagMetadata = Type.Record(Type.String(), MetadataValue)

const open = { additionalProperties: true } as const

/** flagd's own names, as they are. Everything else that stands in a definition is kept with it. */
export const FlagDefinition = Type.Object(
  {
    state: Type.Enum(['ENABLED', 'DISABLED'], {
      description: 'DISABLED is the kill switch: callers use their default.',
    }),
    variants: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Name → value; all booleans, all strings, all numbers or all objects.',
    }),
    defaultVariant: Type.Optional(Nullable(Type.String())),
    targeting: Type.Optional(
      Type.Unknown({ description: 'JsonLogic that answers the name of a variant, or null for the default.' }),
    ),
    metadata: Type.Optional(FlagMetadata),
    bucketing: Type.Optional(
      Type.Enum(['v2', 'v3'], {
        description:
          'How `fractional` divides people; v2 when left out, as flagd does today. v3 hashes CBOR, takes any value to divide by, and divides everybody anew.',
      }),
    ),
  },
  open,
)
export type FlagDefinition = Static<typeof FlagDefinition>

/** As `/admin/flags` takes and answers it. */
export const KeyedFlag = Type.Object({ key: FlagKey, ...FlagDefinition.properties }, open)
export type KeyedFlag = Static<typeof KeyedFlag>

/** A file of flagd. */
export const FlagDocument = Type.Object(
  {
    flags: Type.Union([Type.Record(Type.String(), FlagDefinition), Type.Array(KeyedFlag)]),
    $evaluators: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    metadata: Type.Optional(FlagMetadata),
  },
  open,
)
export type FlagDocument = Static<typeof FlagDocument>

/** What is wrong or doubtful, where (`flags.checkout.targeting.if[0]`), and what would be right. */
export const FlagProblem = Type.Object({
  path: Type.String(),
  message: Type.String(),
  message_i18n: Worded,
  severity: Type.Enum(['error', 'warning']),
})
export type FlagProblem = Static<typeof FlagProblem>

/** Another flag of the same place has to be on one of these variants; else this one is on its default variant. */
export const Prerequisite = Type.Object(
  { flag: FlagKey, variants: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
)
export type Prerequisite = Static<typeof Prerequisite>

/** What Vigie keeps beside a definition. */
export const flagExtras = {
  description: Type.String({ maxLength: 2_000 }),
  owner: Nullable(Type.String({ maxLength: 200 })),
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 30, uniqueItems: true }),
  /** Slug of the component that it changes: changes of it are suspected first when that component fails. */
  component: Nullable(Type.String({ maxLength: 200 })),
  prerequisites: Type.Array(Prerequisite, { maxItems: 20 }),
}

/** `unused`: nobody asked for it for 30 days. `settled`: for 30 days everybody got one variant and nobody changed it. */
export const Staleness = Type.Enum(['fresh', 'unused', 'settled'])
export type Staleness = Static<typeof Staleness>

export const Flag = Type.Object({
  project: Type.String(),
  environment: Type.String(),
  key: Type.String(),
  kind: Type.Enum(['boolean', 'string', 'number', 'object']),
  definition: FlagDefinition,
  ...flagExtras,
  origin: Origin,
  /** `flags.json:12` for a flag of the file. */
  place: Nullable(Type.String()),
  /** Grows with every change of the flag. */
  revision: Type.Integer(),
  created_at: Time,
  changed_at: Time,
  changed_by: Type.String(),
  /** In force above the definition, with the incident it is for. */
  lease: Nullable(Type.Object({ id: Type.String(), variant: Type.String(), incident: Type.String() })),
  staleness: Staleness,
  /** What an evaluation of it stumbles over. */
  problems: Type.Array(FlagProblem),
})
export type Flag = Static<typeof Flag>

/** A rule that flags refer to by `{"$ref": key}`: an entry of flagd's `$evaluators`. */
export const Segment = Type.Object({
  project: Type.String(),
  environment: Type.String(),
  key: Type.String(),
  rule: Type.Unknown(),
  origin: Origin,
  place: Nullable(Type.String()),
  revision: Type.Integer(),
  /** Flags that refer to it. */
  used_by: Type.Array(Type.String()),
})
export type Segment = Static<typeof Segment>

export const ChangeActor = Type.Object({ id: Type.String(), kind: Type.String(), name: Type.String() })

/** One change of one flag or segment, with all of it before and after. */
export const FlagChange = Type.Object({
  id: Type.String(),
  at: Time,
  project: Type.String(),
  environment: Type.String(),
  kind: Type.Enum(['flag', 'segment']),
  key: Type.String(),
  /** `created changed toggled deleted imported reverted scheduled ramped file break-glass` */
  action: Type.String(),
  actor: ChangeActor,
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
  before: Nullable(Type.Record(Type.String(), Type.Unknown())),
  after: Nullable(Type.Record(Type.String(), Type.Unknown())),
  revision: Type.Integer(),
  component: Nullable(Type.String()),
  /** Share of the evaluations of the hour before that may get something else now; null when nobody asked for it. */
  exposure: Nullable(Type.Number()),
})
export type FlagChange = Static<typeof FlagChange>
/** A file that is read for the first time makes flags known that callers have long had their own default for: no cause of anything. */
export const isFirstReading = ({ action, before }: Pick<FlagChange, 'action' | 'before'>): boolean =>
  action === 'file' && before === null

export const FlagChanged = defineEvent('vigie.flags.flag-changed.v1', FlagChange, { grows: true })

const op = { service: 'flags' } as const
const closed = { additionalProperties: false } as const
const Key = Type.Object({ key: FlagKey })
/** A definition is checked by rules of its own, which name the place in it. It holds a million characters, which may be escaped. */
export const definitionBody = {
  raw: true,
  body_limit: 4_194_304,
  json_limit: { depth: 1_000, values: 60_000 },
} as const
const reason = { reason: Type.Optional(Type.String({ maxLength: 500 })) }
/** For an environment that wants two pairs of eyes: changes at once, and the reason is kept. */
export const breakGlass = { break_glass: Type.Optional(Type.String({ minLength: 3, maxLength: 500 })) }

export const ListFlags = defineOperation({
  ...op,
  name: 'ListFlags',
  method: 'GET',
  path: '/api/v1/flags',
  access: 'viewer',
  summary: 'Flags of one environment, by key',
  query: Type.Object({
    ...PageQuery,
    ...FlagPlace,
    q: Type.Optional(Type.String({ maxLength: 200 })),
    tag: Type.Optional(Type.String({ maxLength: 60 })),
    owner: Type.Optional(Type.String({ maxLength: 200 })),
    staleness: Type.Optional(Staleness),
  }),
  output: Page(Flag),
})
export const GetFlag = defineOperation({
  ...op,
  name: 'GetFlag',
  method: 'GET',
  path: '/api/v1/flags/definitions/:key',
  access: 'viewer',
  summary: 'One flag',
  params: Key,
  query: Type.Object(FlagPlace),
  output: Flag,
})
/** Also the body of `UpdateFlag`, where what is left out stays as it is. */
export const FlagBody = Type.Object({
  definition: FlagDefinition,
  ...Type.Partial(Type.Object(flagExtras)).properties,
  ...reason,
})
export const CreateFlag = defineOperation({
  ...op,
  ...definitionBody,
  name: 'CreateFlag',
  method: 'POST',
  path: '/api/v1/flags',
  access: 'viewer',
  status: 201,
  project_role: { needs: 'editor' },
  summary: 'Add a flag; needs the role admin, or editor of the project',
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  body: Type.Object({ key: FlagKey, ...FlagBody.properties }, closed),
  output: Flag,
})
export const UpdateFlag = defineOperation({
  ...op,
  ...definitionBody,
  name: 'UpdateFlag',
  method: 'PUT',
  path: '/api/v1/flags/definitions/:key',
  access: 'viewer',
  project_role: { needs: 'editor' },
  summary: 'Change a flag; `revision`, when given, refuses to overwrite what somebody else changed meanwhile',
  params: Key,
  query: Type.Object({ ...FlagPlace, ...breakGlass, ...RevisionQuery }),
  body: Type.Partial(FlagBody, closed),
  output: Flag,
})
export const DeleteFlag = defineOperation({
  ...op,
  name: 'DeleteFlag',
  method: 'DELETE',
  path: '/api/v1/flags/definitions/:key',
  access: 'viewer',
  status: 204,
  project_role: { needs: 'editor' },
  summary: 'Take a flag away; its history stays and it can be brought back',
  params: Key,
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  output: Type.Null(),
})
export const ToggleBody = Type.Union([
  Type.Object({ state: Type.Optional(FlagDefinition.properties.state), ...reason }, closed),
  Type.Null(),
])
export const ToggleFlag = defineOperation({
  ...op,
  name: 'ToggleFlag',
  method: 'POST',
  path: '/api/v1/flags/definitions/:key/toggle',
  access: 'viewer',
  project_role: { needs: 'editor' },
  summary: 'The kill switch: DISABLED, or ENABLED again',
  params: Key,
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  body: ToggleBody,
  output: Flag,
})

export const ListSegments = defineOperation({
  ...op,
  name: 'ListSegments',
  method: 'GET',
  path: '/api/v1/flags/segments',
  access: 'viewer',
  summary: 'Rules that flags share',
  query: Type.Object({ ...PageQuery, ...FlagPlace }),
  output: Page(Segment),
})
export const PutSegment = defineOperation({
  ...op,
  ...definitionBody,
  name: 'PutSegment',
  method: 'PUT',
  path: '/api/v1/flags/segments/:key',
  access: 'viewer',
  project_role: { needs: 'editor' },
  summary: 'Set a rule that flags share; the flags that refer to it follow at once',
  params: Key,
  query: Type.Object({ ...FlagPlace, ...breakGlass, ...RevisionQuery }),
  body: Type.Object({ rule: Type.Unknown(), ...reason }, closed),
  output: Segment,
})
export const DeleteSegment = defineOperation({
  ...op,
  name: 'DeleteSegment',
  method: 'DELETE',
  path: '/api/v1/flags/segments/:key',
  access: 'viewer',
  status: 204,
  project_role: { needs: 'editor' },
  summary: 'Take a shared rule away; refused while a flag or another one refers to it',
  params: Key,
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  output: Type.Null(),
})
