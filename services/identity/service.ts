import { SyncAccess } from '../../contracts/access.ts'
import { AuditRecorded } from '../../contracts/audit.ts'
import * as people from '../../contracts/identity.ts'
import * as door from '../../contracts/sign-in.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, react, serve } from '../../kit/service/service.ts'
import { shownUser } from './accounts/account.ts'
import { adminCommands } from './accounts/admin-command.ts'
import { SetUpCode, setUp } from './accounts/bootstrap.ts'
import { makeFirstAdministrator } from './accounts/first-administrator.ts'
import { createUser, deleteUser, findUser, inviteAgain, listUsers, updateUser } from './accounts/manage-users.ts'
import { syncAccess } from './accounts/sync-access.ts'
import { readMe, updateMe } from './accounts/update-me.ts'
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys/manage-api-keys.ts'
import { listAudit } from './audit/list-audit.ts'
import { actorOf } from './audit/record-change.ts'
import { Config, configProblems } from './config.ts'
import { demo } from './demo.ts'
import { acceptInvitation, resetPassword } from './invitations/accept-invitation.ts'
import { migrations } from './migrations/migrations.ts'
import { secrets } from './secrets.ts'
import { currentSession } from './sessions/current-session.ts'
import { listSessions, readSession, revokeOtherSessions, revokeSession } from './sessions/manage-sessions.ts'
import { renewToken, signOut } from './sessions/renew-token.ts'
import { changeOtp } from './sign-in/change-otp.ts'
import { deviceLifeMs } from './sign-in/known-device.ts'
import { OidcProvider } from './sign-in/oidc-provider.ts'
import { signIn } from './sign-in/sign-in.ts'
import { beginOidc, finishOidc, OidcAttempts, requireProvider } from './sign-in/sign-in-oidc.ts'
import { type Work, workOn } from './work.ts'

const hourMs = 3_600_000
const sessionsKeptMs = 24 * hourMs

/** Nobody is merged with somebody else by a program: an administrator changes or removes one of them. */
async function tellDuplicates({ store, accounts, log }: Work): Promise<void> {
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
    const work = workOn({ ...context, config: () => config })
    let hasMailServer = context.config.smtp !== undefined
    const letters = () => hasMailServer && settings.public_url !== undefined
    const oidc = () => {
      const { public_url } = settings
      return config.oidc && public_url ? new OidcProvider(config.oidc, { public_url, network }) : undefined
    }
    const code = new SetUpCode()
    let provider = oidc()
    await work.signer.rotate()
    // Before anybody is answered: who waits for the program to listen can sign in at once.
    await makeFirstAdministrator(work)
    await tellDuplicates(work)
    return {
      serves: [...servedPeople(work), ...servedSignIn(work, code), ...servedOidc(work, () => provider, letters)],
      reacts: [react(AuditRecorded, ({ data }) => work.audit.add(data))],
      schedules: [
        periodically(hourMs, 'rotate the signing key', () => work.signer.rotate()),
        periodically(hourMs, 'forget what has expired', () =>
          store.transaction(async () => {
            await work.mailTokens.prune(iso(clock.now()))
            await work.attempts.prune(clock.now())
            await work.devices.prune(iso(clock.now() - deviceLifeMs))
            await work.sessions.prune(iso(clock.now() - sessionsKeptMs))
          }),
        ),
      ],
      reload: next => {
        config = next.identity
        hasMailServer = next.smtp !== undefined
        provider = oidc()
      },
      onReady: async () => {
        if (await work.accounts.isEmpty()) code.print(settings.public_url ?? context.listens_at ?? '')
      },
    }
  },
})

function servedPeople(work: Work) {
  return [
    serve(people.GetMe, request => readMe(work, request)),
    serve(people.UpdateMe, request => updateMe(work, request, request.body)),
    serve(people.ListSessions, request => listSessions(work, request, request.query)),
    serve(people.GetSession, request => readSession(work, request, request.params.id)),
    serve(people.RevokeSession, request => revokeSession(work, request, request.params.id)),
    serve(people.RevokeOtherSessions, request => revokeOtherSessions(work, request)),
    serve(people.ListUsers, ({ query }) => listUsers(work, query)),
    serve(people.CreateUser, ({ caller, body }) => createUser(work, actorOf(caller), body)),
    serve(people.GetUser, async ({ params }) => shownUser(await findUser(work, params.id))),
    serve(people.UpdateUser, ({ caller, params, body }) => updateUser(work, actorOf(caller), { id: params.id, body })),
    serve(people.DeleteUser, ({ caller, params }) => deleteUser(work, actorOf(caller), params.id)),
    serve(people.InviteUser, ({ caller, params }) => inviteAgain(work, actorOf(caller), params.id)),
    serve(people.ListApiKeys, ({ query }) => listApiKeys(work, query)),
    serve(people.CreateApiKey, ({ caller, body }) => createApiKey(work, caller, body)),
    serve(people.RevokeApiKey, ({ caller, params }) => revokeApiKey(work, actorOf(caller), params.id)),
    serve(people.ListAudit, ({ query }) => listAudit(work, query)),
    serve(SyncAccess, ({ body }) => syncAccess(work, body)),
  ]
}

function servedSignIn(work: Work, code: SetUpCode) {
  return [
    serve(door.SignIn, request => signIn(work, request.body, request)),
    serve(door.RenewToken, ({ headers }) => renewToken(work, headers)),
    serve(door.SignOut, request => signOut(work, request.headers, currentSession(request))),
    serve(door.ChangeOtp, request => changeOtp(work, request, request.body)),
    serve(door.AcceptInvitation, request => acceptInvitation(work, request.body, request)),
    serve(door.ResetPassword, request => resetPassword(work, request.body, request)),
    serve(door.SetUp, request => setUp(work, code, { body: request.body, visitor: request })),
    serve(door.GetSigningKeys, () => ({ keys: work.signer.publicKeys() })),
  ]
}

function servedOidc(work: Work, provider: () => OidcProvider | undefined, letters: () => boolean) {
  const attempts = new OidcAttempts()
  return [
    serve(door.SignInOptions, async () => ({
      setup: await work.accounts.isEmpty(),
      oidc: provider()?.config.name ?? null,
      letters: letters(),
    })),
    serve(door.BeginOidc, ({ query: { to } }) => beginOidc(work, requireProvider(provider()), { attempts, to })),
    serve(door.FinishOidc, request =>
      finishOidc(work, requireProvider(provider()), { query: request.query, visitor: request, attempts }),
    ),
  ]
}
