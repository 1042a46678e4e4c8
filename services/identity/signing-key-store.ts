import type { Store } from '../../kit/store.ts'

/** `x` and `d`: the public and the private half of an Ed25519 key (RFC 8037). */
export type StoredSigningKey = {
  readonly kid: string
  readonly x: string
  readonly d: string
  readonly created_at: string
}
type Tables = { signing_key: { -readonly [Key in keyof StoredSigningKey]: StoredSigningKey[Key] } }

export class SigningKeyStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<Tables>()
  }

  /** Newest first. */
  all(): Promise<StoredSigningKey[]> {
    return this.#db.selectFrom('signing_key').selectAll().orderBy('created_at', 'desc').execute()
  }

  async add(key: StoredSigningKey): Promise<void> {
    await this.#db.insertInto('signing_key').values(key).execute()
  }

  async remove(kid: string): Promise<void> {
    await this.#db.deleteFrom('signing_key').where('kid', '=', kid).execute()
  }
}
