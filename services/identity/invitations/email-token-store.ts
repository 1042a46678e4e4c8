import type { Store } from '../../../kit/store/store.ts'

export type MailToken = {
  readonly sha256: string
  readonly user_id: string
  readonly kind: 'invitation' | 'password-reset'
  readonly expires_at: string
  /** The user who invited; null: the operator, or nobody had to. */
  readonly invited_by: string | null
}
type Tables = { mail_token: { -readonly [Key in keyof MailToken]: MailToken[Key] } }

/** Secrets that went out by e-mail: only their hashes are kept, and only until they are used or too old. */
export class MailTokenStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  /** Of invitations a user has one, the newest. Links to a new password all work: others who ask for one end none. */
  async add(token: MailToken): Promise<void> {
    if (token.kind === 'invitation') await this.forget(token.user_id, token.kind)
    await this.#db.insertInto('mail_token').values(token).execute()
  }

  find(sha256: string, kind: MailToken['kind'], now: string): Promise<MailToken | undefined> {
    return this.#db
      .selectFrom('mail_token')
      .selectAll()
      .where('sha256', '=', sha256)
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .executeTakeFirst()
  }

  async forget(user_id: string, kind?: MailToken['kind']): Promise<void> {
    const gone = this.#db.deleteFrom('mail_token').where('user_id', '=', user_id)
    await (kind === undefined ? gone : gone.where('kind', '=', kind)).execute()
  }

  async prune(now: string): Promise<void> {
    await this.#db.deleteFrom('mail_token').where('expires_at', '<', now).execute()
  }
}
