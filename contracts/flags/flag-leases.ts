import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Impact, Nullable, Page, PageQuery, Time, Worded } from '../common-schemas.ts'
import { breakGlass, FlagChange, FlagKey, FlagPlace } from './flags.ts'

/** Flags and incidents: what an incident makes of a flag, and which changes of flags may have made an incident. */

const op = { service: 'flags', access: 'viewer' } as const
const closed = { additionalProperties: false } as const
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })

// No defaults in the schema: validation fills them in, and a change would then reset all that it leaves out.
const rule = {
  key: FlagKey,
  variant: Type.String({ minLength: 1, maxLength: 200 }),
  /** Slug; null means every one. */
  component: Nullable(Type.String({ minLength: 1, maxLength: 200 })),
  minimum_impact: Impact,
  /** The incident has to be open for so long first: what is over at once changes nothing. */
  hold_s: Type.Integer({ minimum: 0, maximum: 86_400, description: '0 when left out.' }),
  /** After the incident it stays for so long; should the incident be opened again meanwhile, it simply goes on. */
  quiet_s: Type.Integer({ minimum: 0, maximum: 86_400, description: '300 when left out.' }),
  /** At the latest then it ends, incident or not. */
  limit_s: Type.Integer({ minimum: 60, maximum: 2_592_000, description: '14400 when left out.' }),
  /** After it ended it is not taken again for so long. */
  rest_s: Type.Integer({ minimum: 0, maximum: 86_400, description: '300 when left out.' }),
  /** Only says what it would do. */
  dry_run: Type.Boolean({ description: 'False when left out.' }),
  /** Shown on the pages while it is in force; empty: nothing is shown. */
  banner: Type.String({ maxLength: 500, description: 'Empty when left out.' }),
  enabled: Type.Boolean({ description: 'True when left out.' }),
}
export const IncidentRule = Type.Object({
  id: Type.String(),
  project: Type.String(),
  environment: Type.String(),
  ...rule,
  created_by: Type.String(),
  created_at: Time,
  /** Grows with every change of it. */
  revision: Type.Integer(),
})
export type IncidentRule = Static<typeof IncidentRule>
export const IncidentRuleBody = Type.Object(
  {
    key: rule.key,
    variant: rule.variant,
    component: Type.Optional(rule.component),
    minimum_impact: Type.Optional(rule.minimum_impact),
    hold_s: Type.Optional(rule.hold_s),
    quiet_s: Type.Optional(rule.quiet_s),
    limit_s: Type.Optional(rule.limit_s),
    rest_s: Type.Optional(rule.rest_s),
    dry_run: Type.Optional(rule.dry_run),
    banner: Type.Optional(rule.banner),
    enabled: Type.Optional(rule.enabled),
  },
  closed,
)

export const LeaseState = Type.Enum(['active', 'quiet', 'asking', 'restored', 'released', 'dry_run', 'refused'])
/**
 * A flag is forced to a variant for an incident. `active` while it is open, `quiet` for a while after it, then `restored`:
 * the flag is what its definition then says. `asking`: a person changed the flag meanwhile, so a person decides: it stays
 * in force until somebody releases it. `refused`: too many flips within the hour. `dry_run`: it would have been taken.
 */
export const FlagLease = Type.Object({
  id: Type.String(),
  rule_id: Nullable(Type.String()),
  project: Type.String(),
  environment: Type.String(),
  key: Type.String(),
  variant: Type.String(),
  incident_id: Type.String(),
  incident_number: Type.String(),
  component: Nullable(Type.String()),
  reason: Type.String(),
  reason_i18n: Worded,
  state: LeaseState,
  taken_at: Time,
  /** In force until then at the latest. */
  expires_at: Time,
  /** In the quiet time: when it is restored. */
  restores_at: Nullable(Time),
  ended_at: Nullable(Time),
  /** Who released it, or who changed the flag meanwhile. */
  by: Nullable(Type.String()),
  banner: Type.String(),
  /** Grows with every change of it. */
  revision: Type.Integer(),
})
export type FlagLease = Static<typeof FlagLease>
export const FlagLeaseChanged = defineEvent('vigie.flags.flag-lease-changed.v1', FlagLease)

export const ListIncidentRules = defineOperation({
  ...op,
  name: 'ListIncidentRules',
  method: 'GET',
  path: '/api/v1/flags/incident-rules',
  summary: 'Which incident forces which flag to what',
  query: Type.Object({ ...PageQuery, ...FlagPlace }),
  output: Page(IncidentRule),
})
export const CreateIncidentRule = defineOperation({
  ...op,
  name: 'CreateIncidentRule',
  method: 'POST',
  path: '/api/v1/flags/incident-rules',
  status: 201,
  project_role: { needs: 'editor' },
  summary: 'Let incidents force a flag to a variant; needs editor of the project',
  query: Type.Object({ ...FlagPlace, ...breakGlass }),
  body: IncidentRuleBody,
  output: IncidentRule,
})
export const UpdateIncidentRule = defineOperation({
  ...op,
  name: 'UpdateIncidentRule',
  method: 'PUT',
  path: '/api/v1/flags/incident-rules/:id',
  project_role: { needs: 'editor' },
  summary: 'Change such a rule; what is in force goes on as it began',
  params: Id,
  query: Type.Object(breakGlass),
  body: Type.Partial(IncidentRuleBody, closed),
  output: IncidentRule,
})
export const DeleteIncidentRule = defineOperation({
  ...op,
  name: 'DeleteIncidentRule',
  method: 'DELETE',
  path: '/api/v1/flags/incident-rules/:id',
  status: 204,
  project_role: { needs: 'editor' },
  summary: 'Take such a rule away; what is in force goes on',
  params: Id,
  query: Type.Object(breakGlass),
  output: Type.Null(),
})
export const ListLeases = defineOperation({
  ...op,
  name: 'ListLeases',
  method: 'GET',
  path: '/api/v1/flags/leases',
  summary: 'Flags that incidents force to a variant, newest first',
  query: Type.Object({
    ...PageQuery,
    ...FlagPlace,
    incident: Type.Optional(Type.String({ maxLength: 100, description: 'Id or number.' })),
    running: Type.Optional(Type.Boolean({ description: 'Only those in force.' })),
  }),
  output: Page(FlagLease),
})
export const ReleaseLease = defineOperation({
  ...op,
  name: 'ReleaseLease',
  method: 'POST',
  path: '/api/v1/flags/leases/:id/release',
  project_role: { needs: 'editor', or: 'responder' },
  summary: 'Give a flag back to its definition now; needs editor of the project, or the role responder',
  params: Id,
  body: Type.Union([Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }, closed), Type.Null()]),
  output: FlagLease,
})

/** A change of a flag in the hour before an incident. */
export const FlagSuspect = Type.Object({
  change: FlagChange,
  /** Before the incident began. */
  before_s: Type.Number(),
  same_component: Type.Boolean(),
  /** 0 to 1: how recent, whether of the same component, how many evaluations it touched. */
  score: Type.Number(),
  /** The flag is as this change left it: reverting is possible at once. */
  current: Type.Boolean(),
})
export type FlagSuspect = Static<typeof FlagSuspect>
export const ListFlagSuspects = defineOperation({
  ...op,
  name: 'ListFlagSuspects',
  method: 'GET',
  path: '/api/v1/flags/suspects',
  summary: 'Changes of flags in the hour before an incident, the most suspect first; revert them by their id',
  query: Type.Object({ incident: Type.String({ minLength: 1, maxLength: 100, description: 'Id or number.' }) }),
  output: Page(FlagSuspect),
})
