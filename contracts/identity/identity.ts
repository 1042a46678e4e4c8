import { type Static, Type } from 'typebox'
import { LanguageSchema } from '../../kit/messages/message-schema.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Page, PageQuery, RevisionQuery, Time } from '../common-schemas.ts'
import { KeyRole, KeyScope, NotificationChoices, Role, UserState } from './access.ts'
import { AuditRecord } from './audit.ts'

const op = { service: 'identity' } as const
const closed = { additionalProperties: false } as const
/** Of a user, a session, a key: UUIDs and the like. */
const Name = Type.String({ maxLength: 100, pattern: '^[\\w.:-]+$' })
const Id = Type.Object({ id: Name })

/** Nothing that a header of a letter could be made to say more with. */
const local = '[^\\s@<>(),;:"\\[\\]\\\\\\u0000-\\u001f\\u007f]+'
export const Email = Type.String({ maxLength: 254, pattern: `^${local}@${local}$` })
export const Password = Type.String({ minLength: 10, maxLength: 200 })
export const PersonName = Type.String({
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f\\u007f]*\\S[^\\u0000-\\u001f\\u007f]*$',
})
const TimeZone = Type.String({ minLength: 1, maxLength: 100, description: 'IANA name.' })

export const User = Type.Object({
  id: Type.String(),
  email: Type.String(),
  name: Type.String(),
  role: Role,
  state: UserState,
  otp_enabled: Type.Boolean(),
  /** null: as the program's configuration says. */
  language: Nullable(LanguageSchema),
  time_zone: Nullable(Type.String()),
  created_at: Time,
  last_sign_in_at: Nullable(Time),
  /** Grows with every change of any user. */
  revision: Type.Number(),
})
export type User = Static<typeof User>

/** Who is asking. The personal parts are null for keys. */
export const Me = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['user', 'key', 'service']),
  name: Type.String(),
  role: KeyRole,
  scopes: Type.Array(Type.String()),
  email: Nullable(Type.String()),
  session_id: Nullable(Type.String()),
  otp_enabled: Type.Boolean(),
  language: Nullable(LanguageSchema),
  time_zone: Nullable(Type.String()),
  notifications: Nullable(NotificationChoices),
  followed_components: Type.Array(Type.String()),
})
export type Me = Static<typeof Me>

export const Session = Type.Object({
  id: Type.String(),
  user_id: Type.String(),
  current: Type.Boolean(),
  method: Type.Enum(['password', 'oidc', 'invitation', 'reset', 'setup']),
  user_agent: Nullable(Type.String()),
  created_at: Time,
  last_seen_at: Time,
  expires_at: Time,
})
export type Session = Static<typeof Session>

export const ApiKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: KeyRole,
  scopes: Type.Array(KeyScope),
  user_id: Nullable(Type.String()),
  created_at: Time,
  expires_at: Nullable(Time),
  last_used_at: Nullable(Time),
})
export type ApiKey = Static<typeof ApiKey>

export const GetMe = defineOperation({
  ...op,
  name: 'GetMe',
  method: 'GET',
  path: '/api/v1/auth/me',
  access: 'viewer',
  summary: 'Who is asking',
  output: Me,
})
export const UpdateMe = defineOperation({
  ...op,
  name: 'UpdateMe',
  method: 'PUT',
  path: '/api/v1/me',
  access: 'viewer',
  audience: 'people',
  summary: 'Change what is mine; a new password needs the current one and ends my other sessions',
  body: Type.Object(
    {
      name: Type.Optional(PersonName),
      language: Type.Optional(Nullable(LanguageSchema)),
      time_zone: Type.Optional(Nullable(TimeZone)),
      notifications: Type.Optional(NotificationChoices),
      followed_components: Type.Optional(
        Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 500, uniqueItems: true }),
      ),
      password: Type.Optional(Password),
      current_password: Type.Optional(Type.String({ maxLength: 200 })),
    },
    closed,
  ),
  output: Me,
})
export const ListSessions = defineOperation({
  ...op,
  name: 'ListSessions',
  method: 'GET',
  path: '/api/v1/sessions',
  access: 'viewer',
  summary: 'Where I am signed in; administrators may name a user',
  query: Type.Object({ user_id: Type.Optional(Name) }),
  output: Page(Session),
})
export const GetSession = defineOperation({
  ...op,
  name: 'GetSession',
  method: 'GET',
  path: '/api/v1/sessions/:id',
  access: 'viewer',
  own: 'not-found',
  summary: 'One of my sessions',
  params: Id,
  output: Session,
})
export const RevokeSession = defineOperation({
  ...op,
  name: 'RevokeSession',
  method: 'DELETE',
  path: '/api/v1/sessions/:id',
  access: 'viewer',
  audience: 'people-or-operator',
  own: 'not-found',
  status: 204,
  summary: 'End a session of mine; administrators may end any',
  params: Id,
  output: Type.Null(),
})
export const RevokeOtherSessions = defineOperation({
  ...op,
  name: 'RevokeOtherSessions',
  method: 'DELETE',
  path: '/api/v1/sessions',
  access: 'viewer',
  audience: 'people',
  summary: 'End all my sessions but this one',
  output: Type.Object({ revoked: Type.Integer() }),
})
export const ListUsers = defineOperation({
  ...op,
  name: 'ListUsers',
  method: 'GET',
  path: '/api/v1/users',
  access: 'admin',
  summary: 'Users, in the order they came',
  query: Type.Object(PageQuery),
  output: Page(User),
})
export const CreateUser = defineOperation({
  ...op,
  name: 'CreateUser',
  method: 'POST',
  path: '/api/v1/users',
  access: 'admin',
  audience: 'people-or-operator',
  status: 201,
  summary: 'Add a user; without a password an invitation is sent',
  body: Type.Object({ email: Email, name: PersonName, role: Role, password: Type.Optional(Password) }, closed),
  output: User,
})
export const GetUser = defineOperation({
  ...op,
  name: 'GetUser',
  method: 'GET',
  path: '/api/v1/users/:id',
  access: 'admin',
  summary: 'One user',
  params: Id,
  output: User,
})
export const UpdateUser = defineOperation({
  ...op,
  name: 'UpdateUser',
  method: 'PUT',
  path: '/api/v1/users/:id',
  access: 'admin',
  audience: 'people-or-operator',
  summary: 'Change a user; a disabled user and a new password end the sessions',
  params: Id,
  query: Type.Object(RevisionQuery),
  body: Type.Object(
    {
      email: Type.Optional(Email),
      name: Type.Optional(PersonName),
      role: Type.Optional(Role),
      state: Type.Optional(Type.Enum(['active', 'disabled'])),
      password: Type.Optional(Password),
      otp: Type.Optional(Type.Literal(false, { description: 'Takes the second factor away, when it was lost.' })),
    },
    closed,
  ),
  output: User,
})
export const DeleteUser = defineOperation({
  ...op,
  name: 'DeleteUser',
  method: 'DELETE',
  path: '/api/v1/users/:id',
  access: 'admin',
  audience: 'people-or-operator',
  status: 204,
  summary: 'Remove a user and all personal data; the history stays readable',
  params: Id,
  output: Type.Null(),
})
export const InviteUser = defineOperation({
  ...op,
  name: 'InviteUser',
  method: 'POST',
  path: '/api/v1/users/:id/invite',
  access: 'admin',
  audience: 'people-or-operator',
  status: 202,
  summary: 'Send the invitation again; the earlier one no longer works',
  params: Id,
  output: User,
})
export const ListApiKeys = defineOperation({
  ...op,
  name: 'ListApiKeys',
  method: 'GET',
  path: '/api/v1/api-keys',
  access: 'admin',
  summary: 'API keys that work',
  query: Type.Object(PageQuery),
  output: Page(ApiKey),
})
export const CreateApiKey = defineOperation({
  ...op,
  name: 'CreateApiKey',
  method: 'POST',
  path: '/api/v1/api-keys',
  access: 'admin',
  audience: 'people-or-operator',
  status: 201,
  summary: 'Make an API key; the key itself is in this answer and never again',
  body: Type.Object(
    {
      name: PersonName,
      role: Type.Optional(KeyRole),
      /** A key with scopes has no role unless one is given; one without is a viewer. */
      scopes: Type.Optional(Type.Array(KeyScope, { maxItems: 10, uniqueItems: true })),
      expires_at: Type.Optional(Nullable(Time)),
    },
    closed,
  ),
  output: Type.Object({ ...ApiKey.properties, key: Type.String() }),
})
export const RevokeApiKey = defineOperation({
  ...op,
  name: 'RevokeApiKey',
  method: 'DELETE',
  path: '/api/v1/api-keys/:id',
  access: 'admin',
  audience: 'people-or-operator',
  status: 204,
  summary: 'Revoke an API key, for good',
  params: Id,
  output: Type.Null(),
})
export const ListAudit = defineOperation({
  ...op,
  name: 'ListAudit',
  method: 'GET',
  path: '/api/v1/audit',
  access: 'admin',
  summary: 'Who changed what, newest first',
  query: Type.Object({
    ...PageQuery,
    actor: Type.Optional(Name),
    action: Type.Optional(Name),
    /** Of what was changed: `user`, `check`. */
    kind: Type.Optional(Name),
    subject: Type.Optional(Name),
    since: Type.Optional(Time),
    until: Type.Optional(Time),
  }),
  output: Page(AuditRecord),
})
