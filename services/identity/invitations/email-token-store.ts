import type { RowOf } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'

export type EmailToken = {
  readonly sha256: string
  readonly user_id: string
  readonly kind: 'invitation' | 'password-reset'
  readonly expires_at: string
  /** The user who invited; null: the operator, or nobody had to. */
  readonly invited_by: string | null
}
type Tables = { mail_token: RowOf<EmailToken> }

/** Secrets that went out by e-mail: only their hashes are kept, and only until they are used or too old. */
export class EmailTokenStore extends SqlStore<Tables> {
  /** Of invitations a user has one, the newest. Links to a new password all work: others who ask for one end none. */
  async add(token: EmailToken): Promise<void> {
    if (token.kind === 'invitation') await this.forget(token.user_id, token.kind)
    await this.db.insertInto('mail_token').values(token).execute()
  }

  find(sha256: string, kind: EmailToken['kind'], now: string): Promise<EmailToken | undefined> {
    return this.db
      .selectFrom('mail_token')
      .selectAll()
      .where('sha256', '=', sha256)
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .executeTakeFirst()
  }

  async forget(user_id: string, kind?: EmailToken['kind']): Promise<void> {
    const gone = this.db.deleteFrom('mail_token').where('user_id', '=', user_id)
    await (kind === undefined ? gone : gone.where('kind', '=', kind)).execute()
  }

  async prune(now: string): Promise<void> {
    await this.db.deleteFrom('mail_token').where('expires_at', '<', now).execute()
  }
}
