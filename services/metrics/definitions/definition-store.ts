import type { Sealed } from '../../../kit/secrets/keyring.ts'
import type { SecretColumn } from '../../../kit/secrets/secret-column.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Store } from '../../../kit/store/store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Defined, Noun } from './definition.ts'

/** What of a definition may lie in plain, and all of it as text where that is not everything. */
export type Hiding<Definition> = {
  readonly column: SecretColumn
  hide(definition: Definition, origin: 'file' | 'api'): { readonly plain: Definition; readonly hidden: string | null }
}

/** What nobody could have named anything is not looked for. */
const isName = /^[a-z0-9][a-z0-9_-]{0,62}$/

type Row = {
  noun: string
  name: string
  definition: string
  sealed: Sealed | null
  origin: 'file' | 'api'
  place: string | null
  archived: number
  revision: number
}

/** All of one noun, by their names. */
export class DefinitionStore<Definition> extends SqlStore<{ definition: Row }> {
  readonly #noun: Noun
  readonly #hiding: Hiding<Definition> | null

  constructor(store: Store, noun: Noun, hiding: Hiding<Definition> | null = null) {
    super(store)
    this.#noun = noun
    this.#hiding = hiding
  }

  /** Those in force, by name, behind that one. */
  async list({ after, limit }: { after?: string | undefined; limit: number }): Promise<Defined<Definition>[]> {
    let query = this.#rows().where('archived', '=', 0)
    if (after !== undefined) query = query.where('name', '>', after)
    return (await query.limit(limit).execute()).map(row => this.#fromRow(row))
  }

  /** Archived ones, too. */
  async all(): Promise<Defined<Definition>[]> {
    return (await this.#rows().execute()).map(row => this.#fromRow(row))
  }

  async inForce(): Promise<Defined<Definition>[]> {
    return (await this.#rows().where('archived', '=', 0).execute()).map(row => this.#fromRow(row))
  }

  async find(name: string): Promise<Defined<Definition> | undefined> {
    if (!isName.test(name)) return undefined
    const row = await this.#rows().where('name', '=', name).executeTakeFirst()
    return row && this.#fromRow(row)
  }

  async put(defined: Defined<Definition>): Promise<void> {
    await upsert(this.store, 'definition', [this.#toRow(defined)], ['noun', 'name'])
  }

  #rows() {
    return this.db.selectFrom('definition').selectAll().where('noun', '=', this.#noun).orderBy('name')
  }

  #fromRow({ name, definition, sealed, origin, place, archived, revision }: Row): Defined<Definition> {
    const opened = sealed !== null && this.#hiding ? this.store.secrets.open(this.#hiding.column, name, sealed) : null
    return {
      name,
      definition: JSON.parse(opened ?? definition),
      origin,
      place,
      archived: archived === 1,
      revision: Number(revision),
      unreadable: opened === null ? sealed : null,
    }
  }

  #toRow({ name, definition, origin, place, archived, revision, unreadable }: Defined<Definition>): Row {
    const { plain, hidden } = this.#hiding?.hide(definition, origin) ?? { plain: definition, hidden: null }
    const fresh = hidden !== null && this.#hiding ? this.store.secrets.seal(this.#hiding.column, name, hidden) : null
    return {
      noun: this.#noun,
      name,
      definition: JSON.stringify(plain),
      // What cannot be read stays as it is: the key may come back.
      sealed: unreadable ?? fresh,
      origin,
      place,
      archived: Number(archived),
      revision,
    }
  }
}
