import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time, Worded } from '../common-schemas.ts'
import { breakGlass, FlagDefinition, FlagKey, FlagPlace } from './flags.ts'

/** Changes of flags that come by themselves: at a time, and step by step. */

const op = { service: 'flags', access: 'viewer' } as const
const closed = { additionalProperties: false } as const
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
const reason = Type.Optional(Type.String({ maxLength: 500 }))
const FlagAt = Type.Object({ key: FlagKey })

/** Of a definition, in which whatever flagd does not know is kept. */
const Change = Type.Partial(FlagDefinition, { additionalProperties: true })

export const ScheduledChange = Type.Object({
  id: Type.String(),
  project: Type.String(),
  environment: Type.String(),
  key: Type.String(),
  at: Time,
  /** What it is made; the rest stays as it then is. */
  change: Change,
  state: Type.Enum(['pending', 'done', 'cancelled', 'failed']),
  by: Type.String(),
  reason: Nullable(Type.String()),
  error: Nullable(Type.String()),
  error_i18n: Worded,
})
export type ScheduledChange = Static<typeof ScheduledChange>
export const ListScheduledChanges = defineOperation({
  ...op,
  name: 'ListScheduledChanges',
  method: 'GET',
  path: '/api/v1/flags/schedules',
  summary: 'Changes at a time, the next one first',
  query: Type.Object({ ...PageQuery, ...FlagPlace, key: Type.Optional(FlagKey) }),
  output: Page(ScheduledChange),
})
export const ScheduleFlagChange = defineOperation({
  ...op,
  name: 'ScheduleFlagChange',
  method: 'POST',
  path: '/api/v1/flags/definitions/:key/schedules',
  status: 201,
  project_role: { needs: 'editor' },
  summary: 'Change a flag at a time: state, defaultVariant, targeting, variants or metadata',
  params: FlagAt,
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  // A rule is deep; how deep it may be its own check says.
  json_limit: { depth: 1_000, values: 50_000 },
  body: Type.Object({ at: Time, change: Change, reason }, closed),
  output: ScheduledChange,
})
export const CancelScheduledChange = defineOperation({
  ...op,
  name: 'CancelScheduledChange',
  method: 'DELETE',
  path: '/api/v1/flags/schedules/:id',
  status: 204,
  project_role: { needs: 'editor' },
  summary: 'Do not make a change after all',
  params: Id,
  output: Type.Null(),
})

export const RampStep = Type.Object(
  {
    /** Of a hundred, who get the new variant. */
    percent: Type.Number({ minimum: 0, maximum: 100 }),
    /** How long until the next step. */
    for_s: Type.Integer({ minimum: 1, maximum: 31_536_000 }),
  },
  closed,
)
export const RampGuard = Type.Object(
  {
    /** Slugs of components; the ramp only goes on while none of them is in trouble. */
    components: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 20 }),
    /** `pause`: stays where it is until they are well. `roll_back`: nobody gets the new variant any more. */
    on_trouble: Type.Enum(['pause', 'roll_back']),
  },
  closed,
)
export const Ramp = Type.Object({
  id: Type.String(),
  project: Type.String(),
  environment: Type.String(),
  key: Type.String(),
  variant: Type.String(),
  steps: Type.Array(RampStep),
  guard: Nullable(RampGuard),
  state: Type.Enum(['running', 'paused', 'done', 'rolled_back', 'cancelled']),
  /** Index in `steps`. */
  step: Type.Integer(),
  percent: Type.Number(),
  next_at: Nullable(Time),
  started_at: Time,
  by: Type.String(),
  /** Why it does not go on. */
  reason: Nullable(Type.String()),
  reason_i18n: Worded,
})
export type Ramp = Static<typeof Ramp>
export const ListRamps = defineOperation({
  ...op,
  name: 'ListRamps',
  method: 'GET',
  path: '/api/v1/flags/ramps',
  summary: 'Progressive roll-outs, newest first',
  query: Type.Object({ ...PageQuery, ...FlagPlace, key: Type.Optional(FlagKey) }),
  output: Page(Ramp),
})
export const StartRamp = defineOperation({
  ...op,
  name: 'StartRamp',
  method: 'POST',
  path: '/api/v1/flags/definitions/:key/ramps',
  status: 201,
  project_role: { needs: 'editor' },
  summary: 'Give a variant to more and more people, step by step',
  params: FlagAt,
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  body: Type.Object(
    {
      variant: Type.String({ minLength: 1, maxLength: 200 }),
      steps: Type.Array(RampStep, { minItems: 1, maxItems: 50 }),
      guard: Type.Optional(Nullable(RampGuard)),
      reason,
    },
    closed,
  ),
  output: Ramp,
})
export const SteerRamp = defineOperation({
  ...op,
  name: 'SteerRamp',
  method: 'POST',
  path: '/api/v1/flags/ramps/:id',
  project_role: { needs: 'editor' },
  summary: 'Pause a roll-out, let it go on, take it back, or leave it where it is',
  params: Id,
  body: Type.Object({ order: Type.Enum(['pause', 'resume', 'roll_back', 'cancel']), reason }, closed),
  output: Ramp,
})
