import { v7 as uuid } from 'uuid'
import { MailWanted } from '../../../contracts/identity/access.ts'
import type { Actor } from '../../../kit/audit/audit-record.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Account } from '../accounts/account.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import type { Made } from '../deps.ts'
import type { EmailToken } from './email-token-store.ts'

export type Deps = Pick<Made, 'emailTokens' | 'publish' | 'clock'>

const lifeMs = { invitation: 48 * 3_600_000, 'password-reset': 30 * 60_000 } as const
/** Behind a #, which browsers keep to themselves: no server and no referrer sees the token. */
const pages = { invitation: '/console/invitation#', 'password-reset': '/console/reset#' } as const

/** In the running transaction. The token itself is only in the event. */
export async function sendEmail(
  deps: Deps,
  kind: EmailToken['kind'],
  account: Account,
  inviter?: Actor,
): Promise<void> {
  const token = newSecret()
  const invited_by = inviter?.kind === 'user' ? inviter.id : null
  const expires_at = iso(deps.clock.now() + lifeMs[kind])
  await deps.emailTokens.add({ sha256: sha256(token), user_id: account.id, kind, expires_at, invited_by })
  const { id: user_id, name, language, email } = account
  if (email === null) throw new Error('a user without an address cannot be written to')
  const letter = { id: uuid(), kind, user_id, to: email, name, language, path: `${pages[kind]}${token}`, expires_at }
  await deps.publish(fact(MailWanted, user_id, letter))
}
