import type { Sealed } from '../../../kit/secrets/keyring.ts'

/** What people define here: sources, charts, boards and rules, each by the same rules of file and API. */
export type Noun = 'source' | 'chart' | 'board' | 'rule'

export type Defined<Definition> = {
  readonly name: string
  readonly definition: Definition
  readonly origin: 'file' | 'api'
  readonly place: string | null
  readonly archived: boolean
  readonly revision: number
  /** Its secrets as they lie in the database, when the key that opens them is not here. */
  readonly unreadable: Sealed | null
}
