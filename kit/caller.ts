/** Who is asking. `anonymous` may only reach public operations. */
export type Caller = {
  readonly id: string
  readonly kind: 'anonymous' | 'user' | 'key' | 'service'
  readonly name: string
  readonly role: 'none' | 'viewer' | 'responder' | 'admin'
  readonly scopes: readonly string[]
  /** Where whoever asked sits, when one of our services passes the question on. */
  readonly ip?: string
}
