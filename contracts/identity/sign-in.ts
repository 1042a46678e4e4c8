import { type Static, Type } from 'typebox'
import { defineOperation } from '../../kit/service/operation.ts'
import { Nullable, Time } from '../common-schemas.ts'
import { SigningKey } from './access.ts'
import { Email, Password, PersonName, User } from './identity.ts'

const op = { service: 'identity', access: 'public' } as const
const closed = { additionalProperties: false } as const
const Otp = Type.String({ minLength: 6, maxLength: 30, description: 'Six digits, or a recovery code.' })
const MailToken = Type.String({ minLength: 20, maxLength: 200 })

/** The token lives 5 minutes; the cookie that comes with it renews it. */
export const SignedIn = Type.Object({ token: Type.String(), expires_at: Time, user: User })
export type SignedIn = Static<typeof SignedIn>

export const SignIn = defineOperation({
  ...op,
  name: 'SignIn',
  method: 'POST',
  path: '/api/v1/auth/login',
  summary: 'Sign in; also sets the cookie of the console',
  body: Type.Object(
    {
      email: Email,
      password: Type.String({ maxLength: 200 }),
      otp: Type.Optional(Otp),
    },
    closed,
  ),
  output: SignedIn,
})
export const RenewToken = defineOperation({
  ...op,
  name: 'RenewToken',
  method: 'POST',
  path: '/api/v1/auth/refresh',
  summary: 'A new token for the session of the cookie',
  output: SignedIn,
})
export const SignOut = defineOperation({
  ...op,
  name: 'SignOut',
  method: 'POST',
  path: '/api/v1/auth/logout',
  status: 204,
  summary: 'End this session and forget the cookie',
  output: Type.Null(),
})
export const ChangeOtp = defineOperation({
  ...op,
  name: 'ChangeOtp',
  method: 'POST',
  path: '/api/v1/auth/otp',
  access: 'viewer',
  audience: 'people',
  summary: 'Second factor: `enrol` shows its secret, `confirm` turns it on and shows the recovery codes, `disable`',
  body: Type.Object(
    {
      action: Type.Enum(['enrol', 'confirm', 'disable']),
      password: Type.Optional(Type.String({ maxLength: 200 })),
      otp: Type.Optional(Otp),
    },
    closed,
  ),
  output: Type.Object({
    enabled: Type.Boolean(),
    secret: Nullable(Type.String()),
    /** `otpauth://`, for the picture that an app scans. */
    uri: Nullable(Type.String()),
    recovery_codes: Nullable(Type.Array(Type.String())),
  }),
})
export const AcceptInvitation = defineOperation({
  ...op,
  name: 'AcceptInvitation',
  method: 'POST',
  path: '/api/v1/auth/invite',
  summary: 'Accept an invitation: choose a password, and be signed in',
  body: Type.Object({ token: MailToken, password: Password, name: Type.Optional(PersonName) }, closed),
  output: SignedIn,
})
export const ResetPassword = defineOperation({
  ...op,
  name: 'ResetPassword',
  method: 'POST',
  path: '/api/v1/auth/reset',
  status: 202,
  summary: 'With `email`: send a link, if there is such a user. With `token` and `password`: the new password',
  body: Type.Object(
    { email: Type.Optional(Email), token: Type.Optional(MailToken), password: Type.Optional(Password) },
    closed,
  ),
  output: Type.Object({ done: Type.Enum(['link-sent-if-known', 'password-changed']) }),
})
export const SetUp = defineOperation({
  ...op,
  name: 'SetUp',
  method: 'POST',
  path: '/api/v1/setup',
  status: 201,
  summary: 'The first administrator, with the code that the program printed; works once',
  body: Type.Object(
    {
      code: Type.String({ minLength: 1, maxLength: 100 }),
      email: Email,
      password: Password,
      name: Type.Optional(PersonName),
    },
    closed,
  ),
  output: SignedIn,
})
export const SignInOptions = defineOperation({
  ...op,
  name: 'SignInOptions',
  method: 'GET',
  path: '/api/v1/auth/options',
  summary: 'What a sign-in page has to offer',
  output: Type.Object({
    setup: Type.Boolean(),
    oidc: Nullable(Type.String()),
    /** Whether invitations and links for new passwords can be sent: there is a mail server, and links know where to lead. */
    letters: Type.Boolean(),
  }),
})
export const BeginOidc = defineOperation({
  ...op,
  name: 'BeginOidc',
  method: 'GET',
  path: '/api/v1/auth/oidc',
  summary: 'To the sign-in page of the OpenID provider',
  query: Type.Object({
    to: Type.Optional(
      Type.String({ maxLength: 1_000, pattern: '^/[!-~]*$', description: 'Page of the console to come back to.' }),
    ),
  }),
  content: 'text/html',
  output: Type.String(),
})
export const FinishOidc = defineOperation({
  ...op,
  name: 'FinishOidc',
  method: 'GET',
  path: '/api/v1/auth/oidc/callback',
  summary: 'Back from the OpenID provider',
  query: Type.Object({
    code: Type.Optional(Type.String({ maxLength: 4_000 })),
    state: Type.Optional(Type.String({ maxLength: 1_000 })),
    iss: Type.Optional(Type.String({ maxLength: 1_000 })),
    error: Type.Optional(Type.String({ maxLength: 1_000 })),
  }),
  content: 'text/html',
  output: Type.String(),
})
export const GetSigningKeys = defineOperation({
  ...op,
  name: 'GetSigningKeys',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'The public keys of the tokens (RFC 7517)',
  output: Type.Object({ keys: Type.Array(SigningKey) }),
})
