import type { Static } from 'typebox'
import type { AccessKey, KeyRole, KeyScope } from '../../../contracts/identity/access.ts'
import type { ApiKey as PublicKey } from '../../../contracts/identity/identity.ts'

/** A program's key: `vg_<id>_<256-bit secret>`, of which only the hash is kept. */
export type ApiKey = {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly role: Static<typeof KeyRole>
  readonly scopes: readonly Static<typeof KeyScope>[]
  readonly user_id: string | null
  readonly created_at: string
  readonly expires_at: string | null
  readonly last_used_at: string | null
  readonly revoked_at: string | null
  readonly revision: number
}

export function shownKey({ sha256: _, revoked_at: __, revision: ___, ...key }: ApiKey): PublicKey {
  return { ...key, scopes: [...key.scopes] }
}

export function accessKey({ created_at: _, last_used_at: __, revoked_at, ...key }: ApiKey): AccessKey {
  return { ...key, scopes: [...key.scopes], revoked: revoked_at !== null }
}
