import { type Static, Type } from 'typebox'
import { defineEvent } from '../../kit/service/event.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { Impact, Nullable, Time } from '../common-schemas.ts'

/** What every process has to know to tell who is asking. Later copies of a thing have the higher revision. */

export const Role = Type.Enum(['viewer', 'responder', 'admin'])
export type Role = Static<typeof Role>
export const KeyRole = Type.Enum(['none', 'viewer', 'responder', 'admin'])
/** What a key may do beside its role. */
export const KeyScope = Type.Enum([
  'metrics',
  'flags',
  'telemetry:write',
  'telemetry:read',
  'edge',
  'functions',
  'bounces',
])
export const UserState = Type.Enum(['invited', 'active', 'disabled', 'deleted'])
export type UserState = Static<typeof UserState>

export const NotificationChoices = Type.Object(
  {
    email: Type.Enum(['none', 'followed', 'all'], { description: 'Which incidents are told by e-mail.' }),
    minimum_impact: Impact,
    events: Type.Optional(
      Type.Array(Type.Enum(['opened', 'updated', 'resolved']), {
        uniqueItems: true,
        maxItems: 3,
        description: 'What of an incident is told; all when left out or empty.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type NotificationChoices = Static<typeof NotificationChoices>

export const AccessUser = Type.Object({
  id: Type.String(),
  name: Type.String(),
  role: Role,
  state: UserState,
  revision: Type.Number(),
})
export type AccessUser = Static<typeof AccessUser>

export const AccessKey = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Of the whole key, hexadecimal. It has 256 random bits, so nothing slower is needed. */
  sha256: Type.String(),
  role: KeyRole,
  scopes: Type.Array(KeyScope),
  /** A key may never do more than the user it belongs to; null: made by the operator's key. */
  user_id: Nullable(Type.String()),
  expires_at: Nullable(Time),
  revoked: Type.Boolean(),
  revision: Type.Number(),
})
export type AccessKey = Static<typeof AccessKey>

/** A public key (RFC 7517, OKP) that signs the tokens of people. */
export const SigningKey = Type.Object({
  kid: Type.String(),
  kty: Type.Literal('OKP'),
  crv: Type.Literal('Ed25519'),
  x: Type.String(),
  alg: Type.Literal('EdDSA'),
  use: Type.Literal('sig'),
})
export type SigningKey = Static<typeof SigningKey>

/** A `deleted` user has no e-mail and no name of its own: whoever holds personal data of it erases it now. */
export const UserChanged = defineEvent(
  'vigie.identity.user-changed.v1',
  Type.Object({
    ...AccessUser.properties,
    email: Nullable(Type.String()),
    language: Nullable(Type.String()),
    time_zone: Nullable(Type.String()),
    notifications: NotificationChoices,
    /** Ids or slugs. */
    followed_components: Type.Array(Type.String()),
  }),
)
export const SessionRevoked = defineEvent(
  'vigie.identity.session-revoked.v1',
  Type.Object({ session_id: Type.String(), user_id: Type.String(), at: Time }),
)
export const KeyChanged = defineEvent('vigie.identity.key-changed.v1', AccessKey)
export const SigningKeyAdded = defineEvent('vigie.identity.signing-key-added.v1', SigningKey)

/** A letter that identity wants written. `token` is a secret that works once, until `expires_at`. */
export const MailWanted = defineEvent(
  'vigie.identity.mail-wanted.v1',
  Type.Object({
    id: Type.String(),
    kind: Type.Enum(['invitation', 'password-reset']),
    user_id: Type.String(),
    to: Type.String(),
    name: Type.String(),
    language: Nullable(Type.String()),
    /** Of the console, token included, to be put behind `public_url`. */
    path: Type.String(),
    expires_at: Time,
  }),
  { secret: true },
)

const closed = { additionalProperties: false } as const

/** A copy asks for what changed, and says which keys it has seen used. Answers everything when `since` is 0. */
export const SyncAccess = defineOperation({
  name: 'SyncAccess',
  service: 'identity',
  method: 'POST',
  path: '/internal/access',
  access: 'admin',
  audience: 'cluster',
  summary: 'What a process needs to know of users and keys; for the services of this cluster only',
  body_limit: 4_194_304,
  json_limit: { values: 100_000 },
  body: Type.Object(
    {
      since: Type.Number({ minimum: 0 }),
      used_keys: Type.Array(Type.Object({ id: Type.String({ maxLength: 100 }), at: Time }, closed), {
        maxItems: 20_000,
      }),
    },
    closed,
  ),
  output: Type.Object({
    revision: Type.Number(),
    /** The copy knew more than there is (restored data): it begins anew. */
    reset: Type.Boolean(),
    users: Type.Array(AccessUser),
    keys: Type.Array(AccessKey),
    signing_keys: Type.Array(SigningKey),
    revoked_sessions: Type.Array(Type.Object({ session_id: Type.String(), at: Time })),
  }),
})
