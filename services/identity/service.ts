import { SyncAccess } from '../../contracts/identity/access.ts'
import { AuditRecorded } from '../../contracts/identity/audit.ts'
import * as contract from '../../contracts/identity/identity.ts'
import * as signInContract from '../../contracts/identity/sign-in.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, react, serve } from '../../kit/service/service.ts'
import { shownUser } from './accounts/account.ts'
import { adminCommands } from './accounts/admin-command.ts'
import { bootstrap, createFirstAdministrator, SetupCode } from './accounts/bootstrap.ts'
import { createUser, deleteUser, findUser, inviteAgain, listUsers, updateUser } from './accounts/manage-users.ts'
import { syncAccess } from './accounts/sync-access.ts'
import { readMe, updateMe } from './accounts/update-me.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys/manage-api-keys.ts'
import { listAudit } from './audit/list-audit.ts'
import { actorOf } from './audit/record-change.ts'
import { Config, configProblems } from './config.ts'
import { demo } from './demo.ts'
import { type Made, openDeps } from './deps.ts'
import { acceptInvitation, resetPassword } from './invitations/accept-invitation.ts'
import { migrations } from './migrations/migrations.ts'
import { secrets } from './secrets.ts'
import {
  currentSession,
  listSessions,
  readSession,
  renewToken,
  revokeOtherSessions,
  revokeSession,
  signOut,
} from './sessions/manage-sessions.ts'
import { changeOtp } from './sign-in/change-otp.ts'
import { deviceLifeMs } from './sign-in/known-device.ts'
import { OidcProvider } from './sign-in/oidc-provider.ts'
import { signIn } from './sign-in/sign-in.ts'
import { beginOidc, finishOidc, OidcAttempts, requireProvider } from './sign-in/sign-in-oidc.ts'

const hourMs = 3_600_000
const sessionsKeptMs = 24 * hourMs

/** Nobody is merged with somebody else by a program: an administrator changes or removes one of them. */
async function warnOfDuplicates({ store, accounts, log }: Pick<Made, 'store' | 'accounts' | 'log'>): Promise<void> {
  for (const users of await store.transaction(() => accounts.renewKeys())) {
    log.warn({ users }, 'these two users have one e-mail address, written in two ways: change or remove one of them')
  }
}

export const identity = defineService({
  name: 'identity',
  demo,
  config: Config,
  migrations,
  secrets,
  commands: adminCommands,
  validate: configProblems,
  start: async (context: Context<Config>) => {
    const { settings, network, clock, store } = context
    let config = context.config.identity
    const deps = openDeps(context, () => config)
    let hasMailServer = context.config.smtp !== undefined
    const sendsEmail = () => hasMailServer && settings.public_url !== undefined
    const oidc = () => {
      const { public_url } = settings
      return config.oidc && public_url ? new OidcProvider(config.oidc, { public_url, network }) : undefined
    }
    const code = new SetupCode()
    let provider = oidc()
    await deps.signer.rotate()
    // Before anybody is answered: who waits for the program to listen can sign in at once.
    await createFirstAdministrator(deps)
    await warnOfDuplicates(deps)
    return {
      serves: [...servedUsers(deps), ...servedSignIn(deps, code), ...servedOidc(deps, () => provider, sendsEmail)],
      reacts: [react(AuditRecorded, ({ data }) => deps.audit.add(data))],
      schedules: [
        periodically(hourMs, 'rotate the signing key', () => deps.signer.rotate()),
        periodically(hourMs, 'forget what has expired', () =>
          store.transaction(async () => {
            await deps.emailTokens.prune(iso(clock.now()))
            await deps.attempts.prune(clock.now())
            await deps.devices.prune(iso(clock.now() - deviceLifeMs))
            await deps.sessions.prune(iso(clock.now() - sessionsKeptMs))
          }),
        ),
      ],
      reload: next => {
        config = next.identity
        hasMailServer = next.smtp !== undefined
        provider = oidc()
      },
      onReady: async () => {
        if (await deps.accounts.isEmpty())
          code.print(settings.public_url?.replace(/\/+$/, '') ?? context.listens_at ?? '')
      },
    }
  },
})

function servedUsers(deps: Made) {
  return [
    serve(contract.GetMe, request => readMe(deps, request)),
    serve(contract.UpdateMe, request => updateMe(deps, request, request.body)),
    serve(contract.ListSessions, request => listSessions(deps, request, request.query)),
    serve(contract.GetSession, request => readSession(deps, request, request.params.id)),
    serve(contract.RevokeSession, request => revokeSession(deps, request, request.params.id)),
    serve(contract.RevokeOtherSessions, request => revokeOtherSessions(deps, request)),
    serve(contract.ListUsers, ({ query }) => listUsers(deps, query)),
    serve(contract.CreateUser, ({ caller, body }) => createUser(deps, actorOf(caller), body)),
    serve(contract.GetUser, async ({ params }) => shownUser(await findUser(deps, params.id))),
    serve(contract.UpdateUser, ({ caller, params, query, body }) =>
      updateUser(deps, actorOf(caller), { id: params.id, revision: query.revision, body }),
    ),
    serve(contract.DeleteUser, ({ caller, params }) => deleteUser(deps, actorOf(caller), params.id)),
    serve(contract.InviteUser, ({ caller, params }) => inviteAgain(deps, actorOf(caller), params.id)),
    serve(contract.ListApiKeys, ({ query }) => listApiKeys(deps, query)),
    serve(contract.CreateApiKey, ({ caller, body }) => createApiKey(deps, caller, body)),
    serve(contract.RevokeApiKey, ({ caller, params }) => revokeApiKey(deps, actorOf(caller), params.id)),
    serve(contract.ListAudit, ({ query }) => listAudit(deps, query)),
    serve(SyncAccess, ({ body }) => syncAccess(deps, body)),
  ]
}

function servedSignIn(deps: Made, code: SetupCode) {
  return [
    serve(signInContract.SignIn, request => signIn(deps, request.body, request)),
    serve(signInContract.RenewToken, ({ headers }) => renewToken(deps, headers)),
    serve(signInContract.SignOut, request => signOut(deps, request.headers, currentSession(request))),
    serve(signInContract.ChangeOtp, request => changeOtp(deps, request, request.body)),
    serve(signInContract.AcceptInvitation, request => acceptInvitation(deps, request.body, request)),
    serve(signInContract.ResetPassword, request => resetPassword(deps, request.body, request)),
    serve(signInContract.SetUp, request => bootstrap(deps, code, { body: request.body, visitor: request })),
    serve(signInContract.GetSigningKeys, () => ({ keys: deps.signer.publicKeys() })),
  ]
}

function servedOidc(deps: Made, provider: () => OidcProvider | undefined, sendsEmail: () => boolean) {
  const attempts = new OidcAttempts()
  return [
    serve(signInContract.SignInOptions, async () => ({
      setup: await deps.accounts.isEmpty(),
      oidc: provider()?.config.name ?? null,
      letters: sendsEmail(),
    })),
    serve(signInContract.BeginOidc, ({ query: { to } }) =>
      beginOidc(deps, requireProvider(provider()), { attempts, to }),
    ),
    serve(signInContract.FinishOidc, request =>
      finishOidc(deps, requireProvider(provider()), { query: request.query, visitor: request, attempts }),
    ),
  ]
}
