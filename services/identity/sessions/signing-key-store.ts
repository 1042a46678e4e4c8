import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { signingSecret } from '../secrets.ts'

/** `x` and `d`: the public and the private half of an Ed25519 key (RFC 8037). Without its key file `d` cannot be read. */
export type StoredSigningKey = {
  readonly kid: string
  readonly x: string
  readonly d: string | null
  readonly created_at: string
}
export type NewSigningKey = StoredSigningKey & { readonly d: string }

type Tables = { signing_key: { kid: string; x: string; d: Sealed; created_at: string } }

export class SigningKeyStore extends SqlStore<Tables> {
  /** Newest first; one is made now and then, and an old one is soon forgotten. */
  async all(): Promise<StoredSigningKey[]> {
    const rows = await this.db.selectFrom('signing_key').selectAll().orderBy('created_at', 'desc').limit(100).execute()
    return rows.map(row => ({ ...row, d: this.store.secrets.open(signingSecret, row.kid, row.d) }))
  }

  async add({ d, ...key }: NewSigningKey): Promise<void> {
    const row = { ...key, d: this.store.secrets.seal(signingSecret, key.kid, d) }
    await this.db.insertInto('signing_key').values(row).execute()
  }

  async remove(kid: string): Promise<void> {
    await this.db.deleteFrom('signing_key').where('kid', '=', kid).execute()
  }
}
