import type { Store } from './store.ts'

/** What the stores of all nouns have in common: each holds the SQL of its own tables and no other. */
export abstract class SqlStore<Tables> {
  protected readonly store: Store

  constructor(store: Store) {
    this.store = store
  }

  protected get db() {
    return this.store.query<Tables>()
  }
}
