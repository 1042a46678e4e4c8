import type { Store } from '../../kit/store.ts'

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

  /** Of one kind a user has at most one: the newest. */
  async replace(token: MailToken): Promise<void> {
    await this.#db
      .deleteFrom('mail_token')
      .where('user_id', '=', token.user_id)
      .where('kind', '=', token.kind)
      .execute()
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

  async forget(user_id: string): Promise<void> {
    await this.#db.deleteFrom('mail_token').where('user_id', '=', user_id).execute()
  }

  async prune(now: string): Promise<void> {
    await this.#db.deleteFrom('mail_token').where('expires_at', '<', now).execute()
  }
}
