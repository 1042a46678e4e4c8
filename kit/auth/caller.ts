/** Who is asking. `anonymous` may only reach public operations. */
export type Caller = {
  readonly id: string
  readonly kind: 'anonymous' | 'user' | 'key' | 'service'
  readonly name: string
  readonly role: 'none' | 'viewer' | 'responder' | 'admin'
  readonly scopes: readonly string[]
  /** The user whom a key belongs to, and the role they have now. A key of the operator belongs to nobody. */
  readonly owner?: string
  readonly owner_role?: 'viewer' | 'responder' | 'admin'
  /** Where whoever asked sits, when one of our services passes the question on. */
  readonly ip?: string
}

/** The user behind it, whatever the credential: two sessions and a key of one user are one person. */
export const personOf = ({ kind, id, owner }: Pick<Caller, 'kind' | 'id' | 'owner'>): string | null =>
  kind === 'user' ? id : (owner ?? null)
