import { MailWanted } from '../../contracts/identity/access.ts'
import { secretEvent } from '../../kit/messaging/outbox.ts'
import type { SecretColumn } from '../../kit/secrets/secret-column.ts'

export const signingSecret: SecretColumn = { table: 'signing_key', column: 'd', row: 'kid', without: null }

export const otpSecret: SecretColumn = {
  table: 'account',
  column: 'otp_secret',
  row: 'id',
  known_by: 'email',
  without: 'sign in with a recovery code, or take the second factor of this user away, and set it up again',
}

/** Passwords, recovery codes, keys, sessions and the tokens of letters are only compared: of them there are hashes. */
export const secrets: readonly SecretColumn[] = [
  signingSecret,
  otpSecret,
  secretEvent(MailWanted, 'invite this user again, or have the password reset once more'),
]
