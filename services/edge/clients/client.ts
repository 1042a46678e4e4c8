import type { EdgeClient, EdgeClientKey } from '../../../contracts/edge/clients.ts'

export type Client = Pick<EdgeClient, 'name' | 'origin' | 'place' | 'created_at'>

/** Of the key only the hash is kept. */
export type ClientKey = EdgeClientKey & { readonly client: string; readonly sha256: string }

export const shownKey = ({ id, origin, created_at, expires_at, last_used_at }: ClientKey): EdgeClientKey => ({
  id,
  origin,
  created_at,
  expires_at,
  last_used_at,
})

export const isOver = ({ expires_at }: Pick<ClientKey, 'expires_at'>, now: number): boolean =>
  expires_at !== null && Date.parse(expires_at) <= now
