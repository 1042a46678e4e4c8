import { type Static, Type } from 'typebox'
import { Role } from '../../contracts/identity/access.ts'
import { say } from '../../contracts/messages/words.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import type { Settings } from '../../kit/config/settings.ts'
import type { ConfigProblem } from '../../kit/service/service.ts'

const Values = Type.Array(Type.String({ minLength: 1 }), { default: [] })

const Roles = Type.Object(
  {
    claim: Type.String({
      minLength: 1,
      description: 'Of the ID token or of UserInfo; `realm_access.roles` leads inwards.',
    }),
    admin: Values,
    responder: Values,
    viewer: Values,
  },
  {
    additionalProperties: false,
    description: 'The role that follows from a claim, given anew at each sign-in; of several that fit the greatest.',
  },
)

const Oidc = Type.Object(
  {
    issuer: Type.String({ pattern: '^https?://', description: 'As in its discovery document; http only on loopback.' }),
    client_id: Type.String({ minLength: 1 }),
    client_secret: Type.Optional(Type.String({ minLength: 1, secret: true })),
    name: Type.String({ default: 'Single sign-on', description: 'On the button of the sign-in page.' }),
    scope: Type.String({ default: 'openid email profile' }),
    sign_up: Type.Boolean({
      default: false,
      description: 'Whoever the provider knows gets an account; else only those who were added or invited here.',
    }),
    role: Type.Enum([...Role.enum], {
      default: 'viewer',
      description: 'Of accounts made by signing in, and with `roles` of everybody whom none of these fits.',
    }),
    trust_email: Type.Boolean({
      default: false,
      description:
        'This provider never says `email_verified`, and its addresses are verified all the same. One that it says is not verified is never believed.',
    }),
    roles: Type.Optional(Roles),
  },
  { additionalProperties: false, description: 'An OpenID Connect provider to sign in with. Needs `public_url`.' },
)

export const Config = Type.Object({
  identity: Type.Object(
    {
      session: Type.Object(
        {
          idle: Duration({ default: 1_209_600, minimum: 300, description: 'Unused for so long, a session ends.' }),
          lifetime: Duration({
            default: 7_776_000,
            minimum: 300,
            description: 'A session ends at the latest after this.',
          }),
        },
        { default: {}, additionalProperties: false },
      ),
      admin_email: Type.Optional(
        Type.String({
          env: 'VIGIE_ADMIN_EMAIL',
          description: 'With `admin_password`: the first administrator, made when there is no user.',
        }),
      ),
      admin_password: Type.Optional(Type.String({ env: 'VIGIE_ADMIN_PASSWORD', secret: true })),
      oidc: Type.Optional(Oidc),
    },
    { default: {}, additionalProperties: false, description: 'Users and how they sign in.' },
  ),
  smtp: Type.Optional(Type.Object({}, { description: 'With a mail server people are invited by e-mail.' })),
})
export type Config = Static<typeof Config>
export type OidcConfig = Static<typeof Oidc>

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

export function configProblems({ identity }: Config, settings: Settings): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = []
  const { oidc, admin_email, admin_password, session } = identity
  if (session.idle > session.lifetime) {
    problems.push({ path: ['identity', 'session', 'idle'], message: say('configuration.session-idle') })
  }
  // A password alone is for `vigie admin create`.
  if (admin_email !== undefined && admin_password === undefined) {
    problems.push({ path: ['identity', 'admin_email'], message: say('configuration.admin-password') })
  }
  if (!oidc) return problems
  if (!settings.public_url) {
    problems.push({
      path: ['identity', 'oidc'],
      message: say('configuration.oidc-url'),
    })
  }
  const { protocol, hostname } = URL.canParse(oidc.issuer) ? new URL(oidc.issuer) : { protocol: '', hostname: '' }
  if (protocol !== 'https:' && !loopback.test(hostname)) {
    problems.push({
      path: ['identity', 'oidc', 'issuer'],
      message: say('configuration.oidc-https'),
    })
  }
  return problems
}
