import type { SetUp } from '../../../contracts/identity/sign-in.ts'
import { conflict, forbidden } from '../../../contracts/refusals.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Reply } from '../../../kit/service/service.ts'
import { signedIn, startSession, type Visitor } from '../sessions/start-session.ts'
import { recordFailure } from '../sign-in/failed-sign-ins.ts'
import { type Deps as LoginThrottleDeps, laneOfNetwork, takeNetwork } from '../sign-in/login-throttle.ts'
import { addAccount, type Deps as ManageUsersDeps, requireGoodPassword } from './manage-users.ts'
import { plainCode, readableCode, sameText } from './secret.ts'

export type Deps = ManageUsersDeps & LoginThrottleDeps

/** The code that whoever reads the program's output can become the first administrator with. */
export class SetupCode {
  #code: string | null = null

  /** Another one at each start; on standard output, not through the log, which may also go to a file. */
  print(address: string): void {
    this.#code = readableCode(4)
    process.stdout.write(
      `\n  No user yet. To become the administrator, open ${address}/console with this code: ${this.#code}\n\n`,
    )
  }

  fits(typed: string): boolean {
    return this.#code !== null && sameText(plainCode(typed), plainCode(this.#code))
  }

  forget(): void {
    this.#code = null
  }
}

export async function bootstrap(
  deps: Deps,
  code: SetupCode,
  { body, visitor }: { body: Input<typeof SetUp>['body']; visitor: Visitor },
): Promise<Reply> {
  takeNetwork(deps, visitor.ip)
  await requireNobody(deps)
  if (!code.fits(body.code)) {
    await recordFailure(deps, { reason: 'wrong-setup-code', ip: visitor.ip })
    throw forbidden('identity.wrong-code')
  }
  requireGoodPassword(body.password, body.email)
  const password_hash = await deps.passwords.hash(body.password, laneOfNetwork(visitor.ip))
  const { email, name = email.split('@')[0] ?? email } = body
  const started = await deps.store.transaction(async () => {
    await requireNobody(deps)
    const account = await addAccount(deps, undefined, { email, name, role: 'admin', password_hash })
    return startSession(deps, account, { method: 'setup', headers: visitor.headers })
  })
  code.forget()
  return signedIn(deps, started, 201)
}

async function requireNobody(deps: Deps): Promise<void> {
  if (await deps.accounts.isEmpty()) return
  throw conflict('identity.already-set-up')
}

const operator = { id: 'configuration', kind: 'operator', name: 'configuration' }

/** Once, when there is nobody yet: the one that the configuration or `VIGIE_ADMIN_EMAIL` names. */
export async function createFirstAdministrator(deps: Deps): Promise<void> {
  const { admin_email: email, admin_password: password } = deps.config()
  if (email === undefined || password === undefined || !(await deps.accounts.isEmpty())) return
  requireGoodPassword(password, email)
  const password_hash = await deps.passwords.hash(password)
  const name = email.split('@')[0] ?? email
  await deps.store.transaction(() => addAccount(deps, operator, { email, name, role: 'admin', password_hash }))
  deps.log.info({ email }, 'first administrator made')
}
