import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, Time } from '../common-schemas.ts'
import { breakGlass, ChangeActor, FlagChange, FlagKey, FlagPlace, FlagSetName } from './flags.ts'

/** Who may change which flags, what was changed, and what will be. */

const op = { service: 'flags', access: 'viewer' } as const
const closed = { additionalProperties: false } as const
const Id = Type.Object({ id: Type.String({ maxLength: 100 }) })
const title = Type.String({ minLength: 1, maxLength: 200 })
const reason = Type.Optional(Type.String({ maxLength: 500 }))
const FlagAt = Type.Object({ key: FlagKey })

export const FlagEnvironment = Type.Object({
  project: Type.String(),
  name: Type.String(),
  title: Type.String(),
  revision: Type.Integer(),
  flags: Type.Integer(),
  /** Changes need a second person, who may not be the one who asks for them. */
  approval: Type.Boolean(),
})
export type FlagEnvironment = Static<typeof FlagEnvironment>
/** `viewer` reads; `editor` changes flags; `approver` also approves; `owner` also manages the project. */
export const ProjectRole = Type.Enum(['viewer', 'editor', 'approver', 'owner'])
export type ProjectRole = Static<typeof ProjectRole>
export const FlagProject = Type.Object({
  name: Type.String(),
  title: Type.String(),
  created_at: Time,
  environments: Type.Array(FlagEnvironment),
  /** Of whoever asks. */
  my_role: ProjectRole,
})
export type FlagProject = Static<typeof FlagProject>

const project = Type.Object({ project: FlagSetName })
const environment = Type.Object({ project: FlagSetName, environment: FlagSetName })

export const ListFlagProjects = defineOperation({
  ...op,
  name: 'ListFlagProjects',
  method: 'GET',
  path: '/api/v1/flags/projects',
  summary: 'Projects and their environments',
  output: Page(FlagProject),
})
export const CreateFlagProject = defineOperation({
  ...op,
  name: 'CreateFlagProject',
  method: 'POST',
  path: '/api/v1/flags/projects',
  access: 'admin',
  status: 201,
  summary: 'Add a project; it begins with the environment production',
  body: Type.Object({ name: FlagSetName, title: Type.Optional(title) }, closed),
  output: FlagProject,
})
export const UpdateFlagProject = defineOperation({
  ...op,
  name: 'UpdateFlagProject',
  method: 'PUT',
  path: '/api/v1/flags/projects/:project',
  project_role: { needs: 'owner' },
  summary: 'Give a project another title; needs the role owner of it',
  params: project,
  body: Type.Object({ title }, closed),
  output: FlagProject,
})
/** What still has flags is only taken away when that is meant; their history stays. */
const withFlags = Type.Object({
  with_flags: Type.Optional(
    Type.Boolean({
      description: 'Take its flags away too.',
    }),
  ),
})
export const DeleteFlagProject = defineOperation({
  ...op,
  name: 'DeleteFlagProject',
  method: 'DELETE',
  path: '/api/v1/flags/projects/:project',
  access: 'admin',
  status: 204,
  summary: 'Take a project away, with its environments and roles',
  params: project,
  query: withFlags,
  output: Type.Null(),
})
export const PutFlagEnvironment = defineOperation({
  ...op,
  name: 'PutFlagEnvironment',
  method: 'PUT',
  path: '/api/v1/flags/projects/:project/environments/:environment',
  project_role: { needs: 'owner' },
  summary:
    'Add an environment, or change it; needs the role owner of the project. That changes no longer need a second person needs one',
  params: environment,
  body: Type.Object(
    {
      title: Type.Optional(title),
      approval: Type.Optional(Type.Boolean()),
      copy_from: Type.Optional(FlagSetName),
      create: Type.Optional(Type.Boolean({ description: 'Refuse to change one that is there already.' })),
    },
    closed,
  ),
  output: FlagEnvironment,
})
export const DeleteFlagEnvironment = defineOperation({
  ...op,
  name: 'DeleteFlagEnvironment',
  method: 'DELETE',
  path: '/api/v1/flags/projects/:project/environments/:environment',
  status: 204,
  project_role: { needs: 'owner' },
  summary: 'Take an environment away; needs the role owner of the project',
  params: environment,
  query: withFlags,
  output: Type.Null(),
})
export const FlagMember = Type.Object({
  user_id: Type.String(),
  /** null: not known here. */
  name: Nullable(Type.String()),
  role: ProjectRole,
})
export type FlagMember = Static<typeof FlagMember>
export const ListFlagMembers = defineOperation({
  ...op,
  name: 'ListFlagMembers',
  method: 'GET',
  path: '/api/v1/flags/projects/:project/members',
  summary: 'Who may do more in a project than elsewhere; administrators own every project',
  params: project,
  output: Page(FlagMember),
})
export const ListFlagPeople = defineOperation({
  ...op,
  name: 'ListFlagPeople',
  method: 'GET',
  path: '/api/v1/flags/projects/:project/people',
  project_role: { needs: 'owner' },
  summary: 'Who can be given a role in a project, by name; needs the role owner of it',
  params: project,
  output: Page(Type.Object({ id: Type.String(), name: Type.String() })),
})
export const PutFlagMember = defineOperation({
  ...op,
  name: 'PutFlagMember',
  method: 'PUT',
  path: '/api/v1/flags/projects/:project/members/:user_id',
  project_role: { needs: 'owner' },
  summary: 'Give somebody a role in a project; needs the role owner of it',
  params: Type.Object({ project: FlagSetName, user_id: Type.String({ minLength: 1, maxLength: 100 }) }),
  body: Type.Object({ role: ProjectRole }, closed),
  output: FlagMember,
})
export const DeleteFlagMember = defineOperation({
  ...op,
  name: 'DeleteFlagMember',
  method: 'DELETE',
  path: '/api/v1/flags/projects/:project/members/:user_id',
  status: 204,
  project_role: { needs: 'owner' },
  summary: 'Take the role in a project away again',
  params: Type.Object({ project: FlagSetName, user_id: Type.String({ minLength: 1, maxLength: 100 }) }),
  output: Type.Null(),
})

/** The project, its environments or who may do what in it: ask again. */
export const FlagProjectChanged = defineEvent('vigie.flags.project-changed.v1', Type.Object({ project: Type.String() }))

export const ListFlagChanges = defineOperation({
  ...op,
  name: 'ListFlagChanges',
  method: 'GET',
  path: '/api/v1/flags/changes',
  summary: 'What was changed, newest first, before and after',
  query: Type.Object({
    ...PageQuery,
    ...FlagPlace,
    key: Type.Optional(FlagKey),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  output: Page(FlagChange),
})
export const RevertFlagChange = defineOperation({
  ...op,
  name: 'RevertFlagChange',
  method: 'POST',
  path: '/api/v1/flags/changes/:id/revert',
  project_role: { needs: 'editor' },
  summary:
    'As it was before this change; refused with `flags.changed-since` when it was changed again, unless `anyway`',
  params: Id,
  query: Type.Object(breakGlass),
  body: Type.Union([Type.Object({ anyway: Type.Optional(Type.Boolean()), reason }, closed), Type.Null()]),
  output: FlagChange,
})

export const EvaluationCounts = Type.Object({
  key: Type.String(),
  /** Oldest first; the variant is null where callers used their default. */
  hours: Type.Array(Type.Object({ at: Time, variant: Nullable(Type.String()), count: Type.Number() })),
  total: Type.Number(),
})
export const GetEvaluationCounts = defineOperation({
  ...op,
  name: 'GetEvaluationCounts',
  method: 'GET',
  path: '/api/v1/flags/definitions/:key/evaluations',
  summary: 'How often a flag was evaluated, per hour and variant',
  params: FlagAt,
  query: Type.Object({
    ...FlagPlace,
    hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_160, default: 168 })),
  }),
  output: EvaluationCounts,
})

const requestFacts = {
  id: Type.String(),
  project: Type.String(),
  environment: Type.String(),
  /** Of the flag; how many when there are several; empty for the environment itself. */
  key: Type.String(),
  /** `environment`: changes shall no longer need a second person. */
  subject: Type.Enum(['flags', 'incident_rule', 'environment']),
  /** `created changed toggled deleted imported reverted scheduled ramped` */
  action: Type.String(),
  /** `forced`: put in force without a second person, in an emergency. */
  state: Type.Enum(['pending', 'approved', 'rejected', 'withdrawn', 'outdated', 'forced']),
  /** `user_id`: the person behind it, where `id` is a key of theirs; null: a key of the operator. */
  requested_by: Type.Object({ id: Type.String(), name: Type.String(), user_id: Nullable(Type.String()) }),
  requested_at: Time,
  decided_by: Nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  decided_at: Nullable(Time),
  /** Of who asked for it. */
  reason: Nullable(Type.String()),
  /** Of who decided. */
  decision_reason: Nullable(Type.String()),
}
export const ChangeRequest = Type.Object({
  ...requestFacts,
  /** All of the flag as it is, and as it would be; null: it is not there. */
  before: Nullable(Type.Record(Type.String(), Type.Unknown())),
  after: Nullable(Type.Record(Type.String(), Type.Unknown())),
})
export type ChangeRequest = Static<typeof ChangeRequest>
/** Somebody asks for a change, or somebody has decided; what would be changed is asked for. */
export const ChangeRequestChanged = defineEvent('vigie.flags.change-request-changed.v1', Type.Object(requestFacts))
/** Somebody changed at once what needs a second person. */
export const FlagGlassBroken = defineEvent(
  'vigie.flags.glass-broken.v1',
  Type.Object({
    id: Type.String(),
    at: Time,
    project: Type.String(),
    environment: Type.String(),
    subject: Type.Enum(['flags', 'incident_rule']),
    key: Type.String(),
    action: Type.String(),
    by: ChangeActor,
    reason: Type.String(),
  }),
)
export const ListChangeRequests = defineOperation({
  ...op,
  name: 'ListChangeRequests',
  method: 'GET',
  path: '/api/v1/flags/requests',
  summary: 'Changes that wait for a second person, or did',
  query: Type.Object({
    ...PageQuery,
    ...FlagPlace,
    key: Type.Optional(FlagKey),
    state: Type.Optional(ChangeRequest.properties.state),
  }),
  output: Page(ChangeRequest),
})
export const DecideChangeRequest = defineOperation({
  ...op,
  name: 'DecideChangeRequest',
  method: 'POST',
  path: '/api/v1/flags/requests/:id/decide',
  project_role: { needs: 'approver' },
  summary:
    'Approve, reject or withdraw; nobody approves what they asked for, with whatever session or key. `break_glass` puts it in force all the same, with a reason, and is told to the others',
  params: Id,
  body: Type.Object({ decision: Type.Enum(['approve', 'reject', 'withdraw', 'break_glass']), reason }, closed),
  output: ChangeRequest,
})
