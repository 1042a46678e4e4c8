import type { SetUp } from '../../../contracts/sign-in.ts'
import { conflict, forbidden } from '../../../kit/service/errors.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Reply } from '../../../kit/service/service.ts'
import { signedIn, startSession, type Visitor } from '../sessions/start-session.ts'
import { recordFailure } from '../sign-in/failed-sign-ins.ts'
import { laneOfNetwork, takeNetwork } from '../sign-in/login-throttle.ts'
import type { Work } from '../work.ts'
import { addAccount, requireGoodPassword } from './manage-users.ts'
import { plainCode, readableCode, sameText } from './secret.ts'

/** The code that whoever reads the program's output can become the first administrator with. */
export class SetUpCode {
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

export async function setUp(
  work: Work,
  code: SetUpCode,
  { body, visitor }: { body: Input<typeof SetUp>['body']; visitor: Visitor },
): Promise<Reply> {
  takeNetwork(work, visitor.ip)
  await requireNobody(work)
  if (!code.fits(body.code)) {
    await recordFailure(work, { reason: 'wrong-setup-code', ip: visitor.ip })
    throw forbidden('identity.wrong-code', 'this is not the code that the program printed when it started')
  }
  requireGoodPassword(body.password, body.email)
  const password_hash = await work.passwords.hash(body.password, laneOfNetwork(visitor.ip))
  const { email, name = email.split('@')[0] ?? email } = body
  const started = await work.store.transaction(async () => {
    await requireNobody(work)
    const account = await addAccount(work, undefined, { email, name, role: 'admin', password_hash })
    return startSession(work, account, { method: 'setup', headers: visitor.headers })
  })
  code.forget()
  return signedIn(work, started, 201)
}

async function requireNobody(work: Work): Promise<void> {
  if (await work.accounts.isEmpty()) return
  throw conflict('identity.already-set-up', 'there is an administrator already; sign in at /api/v1/auth/login')
}
