import { type Static, Type } from 'typebox'
import { Sentences } from '../../kit/messages/message-schema.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable } from '../common-schemas.ts'
import { FlagDefinition, FlagKey, FlagMetadata, FlagPlace, FlagSetName, flagExtras } from './flags.ts'

/** Asking for the value of flags: OFREP 0.3 (https://github.com/open-feature/protocol) in its own words, and ours. */

const op = { service: 'flags', access: 'viewer', scope: 'flags', key_header: true, reads: true } as const

/** What a context holds is the caller's to say, and a later OFREP may send more beside it. */
const open = { additionalProperties: true } as const

/** Nothing of it is needed; `targetingKey` only where a rule divides people into parts. */
export const EvaluationContext = Type.Object(
  { context: Type.Optional(Type.Object({ targetingKey: Type.Optional(Type.String()) }, open)) },
  { ...open, description: 'At most 256 KiB of text, 32 levels deep.' },
)

/** Without a value: use the default in your code. A flag that cannot be evaluated has `errorCode` instead. */
export const EvaluatedFlag = Type.Object({
  key: Type.String(),
  value: Type.Optional(Type.Unknown()),
  reason: Type.Optional(Type.String()),
  variant: Type.Optional(Type.String()),
  metadata: Type.Optional(FlagMetadata),
  errorCode: Type.Optional(Type.String()),
  errorDetails: Type.Optional(Type.String()),
})
export type EvaluatedFlag = Static<typeof EvaluatedFlag>

export const BulkEvaluation = Type.Object({
  flags: Type.Array(EvaluatedFlag),
  metadata: Type.Optional(FlagMetadata),
  /** Where to hear of changes: server-sent events that say "ask again", never values. */
  eventStreams: Type.Optional(Type.Array(Type.Unknown())),
})

const evaluation = {
  ...op,
  cors: true,
  method: 'POST',
  raw: true,
  // More than a context may have, so that one that is too long is refused in the words of OFREP.
  body_limit: 1_048_576,
  body: EvaluationContext,
} as const
const inPlace = Type.Object({ project: FlagSetName, environment: FlagSetName })

export const EvaluateFlag = defineOperation({
  ...evaluation,
  name: 'EvaluateFlag',
  path: '/ofrep/v1/evaluate/flags/:key',
  summary: 'OFREP: one flag',
  params: Type.Object({ key: Type.String() }),
  output: EvaluatedFlag,
})
export const EvaluateFlags = defineOperation({
  ...evaluation,
  name: 'EvaluateFlags',
  path: '/ofrep/v1/evaluate/flags',
  summary: 'OFREP: all flags; 304 with If-None-Match while nothing changed',
  query: Type.Object({
    flagConfigEtag: Type.Optional(Type.String({ maxLength: 200 })),
    flagConfigLastModified: Type.Optional(Type.String({ maxLength: 60 })),
  }),
  output: BulkEvaluation,
})
/** Base address of an OFREP client for any other place: `/api/v1/flags/<project>/<environment>`. */
export const EvaluateFlagIn = defineOperation({
  ...evaluation,
  name: 'EvaluateFlagIn',
  path: '/api/v1/flags/:project/:environment/ofrep/v1/evaluate/flags/:key',
  summary: 'OFREP: one flag of any environment',
  params: Type.Object({ ...inPlace.properties, key: Type.String() }),
  output: EvaluatedFlag,
})
export const EvaluateFlagsIn = defineOperation({
  ...evaluation,
  name: 'EvaluateFlagsIn',
  path: '/api/v1/flags/:project/:environment/ofrep/v1/evaluate/flags',
  summary: 'OFREP: all flags of any environment',
  params: inPlace,
  query: EvaluateFlags.query ?? Type.Object({}),
  output: BulkEvaluation,
})
export const FollowFlags = defineOperation({
  ...op,
  cors: true,
  name: 'FollowFlags',
  method: 'GET',
  path: '/ofrep/v1/events',
  summary:
    'OFREP event stream (server-sent events), at the address that a bulk evaluation tells; resumes by Last-Event-ID',
  query: Type.Object({ ...FlagPlace, ticket: Type.Optional(Type.String({ maxLength: 200 })) }),
  content: 'text/event-stream',
  output: Type.String(),
})

export const AskFlags = defineOperation({
  ...op,
  name: 'AskFlags',
  method: 'GET',
  path: '/flags',
  summary: 'All flags of the default project in production for one user',
  query: Type.Object({
    user: Type.Optional(Type.String({ maxLength: 500, description: 'The targeting key, also `user` in rules.' })),
    role: Type.Optional(Type.String({ maxLength: 500, description: '`role` in rules.' })),
  }),
  output: Type.Object({
    /** Key → value; null: use the default in your code. */
    flags: Type.Record(Type.String(), Type.Unknown()),
    items: Type.Array(EvaluatedFlag),
  }),
})

export const ExplainedStep = Type.Object({
  /** `targeting.if[0].ends_with` */
  path: Type.String(),
  /** This part of the rule. */
  rule: Type.Unknown(),
  value: Type.Unknown(),
})
export const Explanation = Type.Object({
  result: EvaluatedFlag,
  /** What decided: `disabled lease prerequisite targeting default broken`. */
  decided_by: Type.String(),
  sentence: Sentences,
  /** Each part of the rule that was looked at, innermost first. */
  steps: Type.Array(ExplainedStep),
  prerequisites: Type.Array(
    Type.Object({
      flag: Type.String(),
      wanted: Type.Array(Type.String()),
      variant: Nullable(Type.String()),
      met: Type.Boolean(),
    }),
  ),
})
export type Explanation = Static<typeof Explanation>
export const ExplainFlag = defineOperation({
  ...op,
  name: 'ExplainFlag',
  method: 'POST',
  path: '/api/v1/flags/definitions/:key/explain',
  raw: true,
  summary: 'Why somebody gets what they get: each step of the rule with its value',
  params: Type.Object({ key: FlagKey }),
  query: Type.Object(FlagPlace),
  body: EvaluationContext,
  output: Explanation,
})
/** Nothing is kept, and nothing counts as asked for. Not for keys of applications: those read what is in force. */
export const ExplainDraft = defineOperation({
  service: 'flags',
  name: 'ExplainDraft',
  method: 'POST',
  path: '/api/v1/flags/explain',
  access: 'viewer',
  reads: true,
  raw: true,
  json_limit: { depth: 1_000, values: 50_000 },
  summary: 'What a definition would come to for somebody, were it saved in this environment',
  query: Type.Object(FlagPlace),
  body: Type.Object(
    {
      key: FlagKey,
      definition: FlagDefinition,
      prerequisites: Type.Optional(flagExtras.prerequisites),
      ...EvaluationContext.properties,
    },
    { additionalProperties: false },
  ),
  output: Explanation,
})
