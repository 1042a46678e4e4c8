import { type Static, Type } from 'typebox'
import { LanguageSchema } from '../../kit/messages/message-schema.ts'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Impact, Nullable, Page, PageQuery, RevisionQuery, Time } from '../common-schemas.ts'
import { Incident, IncidentRole } from './incidents.ts'

/** How people share the work on an incident, and what they keep of it. */

const op = { service: 'incidents' } as const
const Id = Type.Object({ id: Type.String({ description: 'Id or number.' }) })
const closed = { additionalProperties: false } as const
const UserId = Nullable(Type.String({ minLength: 1, maxLength: 100, description: 'null: nobody.' }))
const Other = Type.String({ minLength: 1, maxLength: 100, description: 'Id or number.' })

export const AssignIncident = defineOperation({
  ...op,
  name: 'AssignIncident',
  method: 'POST',
  path: '/api/v1/incidents/:id/assign',
  access: 'responder',
  summary: 'Give an incident to a user',
  params: Id,
  body: Type.Object({ user_id: UserId }, closed),
  output: Incident,
})
export const SetIncidentRole = defineOperation({
  ...op,
  name: 'SetIncidentRole',
  method: 'POST',
  path: '/api/v1/incidents/:id/roles',
  access: 'responder',
  summary: 'Set the incident commander and the communications lead',
  params: Id,
  body: Type.Object({ role: IncidentRole, user_id: UserId }, closed),
  output: Incident,
})

export const Following = Type.Object({ incident: Type.String(), following: Type.Boolean(), followers: Type.Integer() })
/** Later news of the same user and incident has the later time. */
export const IncidentFollowed = defineEvent(
  'vigie.incidents.incident-followed.v1',
  Type.Object({ incident_id: Type.String(), user_id: Type.String(), following: Type.Boolean(), at: Time }),
)
export const FollowIncident = defineOperation({
  ...op,
  name: 'FollowIncident',
  method: 'POST',
  path: '/api/v1/incidents/:id/follow',
  access: 'viewer',
  audience: 'people',
  summary: 'Put an incident on my list',
  params: Id,
  output: Following,
})
export const UnfollowIncident = defineOperation({
  ...op,
  name: 'UnfollowIncident',
  method: 'DELETE',
  path: '/api/v1/incidents/:id/follow',
  access: 'viewer',
  audience: 'people',
  summary: 'Take an incident off my list',
  params: Id,
  output: Following,
})
export const GetFollowing = defineOperation({
  ...op,
  name: 'GetFollowing',
  method: 'GET',
  path: '/api/v1/incidents/:id/follow',
  access: 'viewer',
  summary: 'Whether an incident is on my list, and on how many',
  params: Id,
  output: Following,
})
export const ListPeople = defineOperation({
  ...op,
  name: 'ListPeople',
  method: 'GET',
  path: '/api/v1/people',
  access: 'responder',
  summary: 'Who can be given an incident: the users by name, without their addresses',
  output: Page(Type.Object({ id: Type.String(), name: Type.String() })),
})
export const ListMyIncidents = defineOperation({
  ...op,
  name: 'ListMyIncidents',
  method: 'GET',
  path: '/api/v1/me/incidents',
  access: 'viewer',
  summary: 'The incidents that I follow, newest first',
  query: Type.Object(PageQuery),
  output: Page(Incident),
})
export const ListUserIncidents = defineOperation({
  ...op,
  name: 'ListUserIncidents',
  method: 'GET',
  path: '/api/v1/users/:id/incidents',
  access: 'viewer',
  own: 'forbidden',
  summary: 'The incidents that a user follows, newest first; of others only for administrators',
  params: Type.Object({ id: Type.String() }),
  query: Type.Object(PageQuery),
  output: Page(Incident),
})

export const Postmortem = Type.Object({
  incident: Type.String(),
  /** Markdown. */
  body: Type.String(),
  /** false: nobody has written it yet, this is what the timeline says. */
  saved: Type.Boolean(),
  updated_at: Nullable(Time),
  by: Nullable(Type.String()),
  /** Grows each time it is saved; 0: nobody has written it yet. */
  revision: Type.Integer(),
})
export type Postmortem = Static<typeof Postmortem>
export const GetPostmortem = defineOperation({
  ...op,
  name: 'GetPostmortem',
  method: 'GET',
  path: '/api/v1/incidents/:id/postmortem',
  access: 'viewer',
  summary: 'What was learned; a template filled from the timeline until somebody writes it',
  params: Id,
  query: Type.Object({ language: Type.Optional(LanguageSchema) }),
  output: Postmortem,
})
export const SavePostmortem = defineOperation({
  ...op,
  name: 'SavePostmortem',
  method: 'POST',
  path: '/api/v1/incidents/:id/postmortem',
  access: 'responder',
  summary: 'Write down what was learned; what it replaces stays among its versions',
  params: Id,
  query: Type.Object(RevisionQuery),
  body: Type.Object({ body: Type.String({ minLength: 1, maxLength: 200_000 }) }, closed),
  output: Postmortem,
})

export const ListPostmortemVersions = defineOperation({
  ...op,
  name: 'ListPostmortemVersions',
  method: 'GET',
  path: '/api/v1/incidents/:id/postmortem/versions',
  access: 'viewer',
  summary: 'What the postmortem said before, the latest version first; the last 50 are kept',
  params: Id,
  output: Page(Type.Object({ revision: Type.Integer(), body: Type.String(), updated_at: Time, by: Type.String() })),
})

export const MergeIncident = defineOperation({
  ...op,
  name: 'MergeIncident',
  method: 'POST',
  path: '/api/v1/incidents/:id/merge',
  access: 'responder',
  summary: 'It is part of another incident: this one ends, the other one goes on with what failed here',
  params: Id,
  body: Type.Object({ into: Other }, closed),
  output: Incident,
})
export const LinkIncident = defineOperation({
  ...op,
  name: 'LinkIncident',
  method: 'POST',
  path: '/api/v1/incidents/:id/links',
  access: 'responder',
  summary: 'It has to do with another incident',
  params: Id,
  body: Type.Object({ to: Other }, closed),
  output: Incident,
})
export const UnlinkIncident = defineOperation({
  ...op,
  name: 'UnlinkIncident',
  method: 'DELETE',
  path: '/api/v1/incidents/:id/links/:other',
  access: 'responder',
  summary: 'It has nothing to do with the other incident',
  params: Type.Object({ id: Type.String(), other: Type.String() }),
  output: Incident,
})

export const ExportIncidents = defineOperation({
  ...op,
  name: 'ExportIncidents',
  method: 'GET',
  path: '/api/v1/incidents/export',
  access: 'viewer',
  summary: 'All incidents of a period as a file',
  query: Type.Object({
    format: Type.Optional(Type.Enum(['json', 'csv'])),
    component: Type.Optional(Type.String({ maxLength: 200 })),
    impact: Type.Optional(Impact),
    from: Type.Optional(Time),
    to: Type.Optional(Time),
  }),
  output: Type.String(),
  content: 'application/octet-stream',
})
