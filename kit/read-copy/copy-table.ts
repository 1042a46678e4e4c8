import { required } from '../store/columns.ts'
import type { Migrations, Store, StoreMigration } from '../store/store.ts'

type Row = {
  readonly copy: string
  readonly key: string
  readonly version: number
  readonly value: string
  readonly gone: number
  readonly label: string
  readonly alias: string
}
type Tables = { read_copy: Row }

export const readCopyMigrations: Migrations = {
  '0000-read-copies': {
    up: async db => {
      await db.schema
        .createTable('read_copy')
        .$call(required('text', 'copy', 'key'))
        .addColumn('version', 'bigint', c => c.notNull())
        .addColumn('value', 'text', c => c.notNull())
        .addColumn('gone', 'integer', c => c.notNull())
        .$call(required('text', 'label', 'alias'))
        .addPrimaryKeyConstraint('read_copy_key', ['copy', 'key'])
        .execute()
      for (const column of ['label', 'alias'] as const) {
        const index = db.schema.createIndex(`read_copy_${column}`).on('read_copy')
        await index.columns(['copy', column, 'key']).execute()
      }
    },
  },
}

/** For copies of before: what they held is asked for again. */
export const dropTables = (...tables: readonly string[]): StoreMigration => ({
  up: async db => {
    for (const table of tables) await db.schema.dropTable(table).execute()
  },
})

/** What is known of one thing. */
export type Entry<Value> = {
  readonly key: string
  readonly version: number
  /** As it was last told, also of what is gone. */
  readonly value: Value
  readonly gone: boolean
}

const atOnce = 500

/** The rows of one copy. */
export class CopyTable<Value> {
  readonly #store: Store
  readonly #copy: string

  constructor(store: Store, copy: string) {
    this.#store = store
    this.#copy = copy
  }

  async find(key: string): Promise<Entry<Value> | undefined> {
    const row = await this.#rows().where('key', '=', key).executeTakeFirst()
    return row && entryOf(row)
  }

  async findMany(keys: readonly string[]): Promise<Map<string, Entry<Value>>> {
    if (keys.length === 0) return new Map()
    const rows = await this.#rows()
      .where('key', 'in', [...keys])
      .execute()
    return new Map(rows.map(row => [row.key, entryOf(row)]))
  }

  /** What is there under this alias. */
  async aliased(alias: string): Promise<Entry<Value> | undefined> {
    const row = await this.#rows().where('alias', '=', alias).where('gone', '=', 0).limit(1).executeTakeFirst()
    return row && entryOf(row)
  }

  /** In the order of their keys; with a label only what has it. */
  async *pages(label?: string): AsyncGenerator<readonly Entry<Value>[], void, undefined> {
    for (let after: string | undefined, isMore = true; isMore; ) {
      let query = this.#rows().orderBy('key').limit(atOnce)
      if (label !== undefined) query = query.where('label', '=', label)
      if (after !== undefined) query = query.where('key', '>', after)
      const rows = await query.execute()
      if (rows.length > 0) yield rows.map(row => entryOf<Value>(row))
      after = rows.at(-1)?.key
      isMore = rows.length === atOnce
    }
  }

  /** Inside a transaction. False: another process was quicker. */
  async replace(
    known: Entry<Value> | undefined,
    { key, version, value, gone }: Entry<Value>,
    names: Pick<Row, 'label' | 'alias'>,
  ): Promise<boolean> {
    const row = { version, value: JSON.stringify(value), gone: Number(gone), ...names }
    if (known) {
      const update = this.#db().updateTable('read_copy').set(row).where('copy', '=', this.#copy)
      const updated = await update.where('key', '=', key).where('version', '=', known.version).executeTakeFirst()
      return updated.numUpdatedRows > 0n
    }
    const insert = this.#db()
      .insertInto('read_copy')
      .values({ copy: this.#copy, key, ...row })
    const inserted = await insert.onConflict(conflict => conflict.doNothing()).executeTakeFirst()
    return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  /** Inside a transaction. Nothing is known any more of what has a label before this one. */
  async deleteLabelledBefore(label: string): Promise<void> {
    await this.#db().deleteFrom('read_copy').where('copy', '=', this.#copy).where('label', '<', label).execute()
  }

  #rows() {
    return this.#db().selectFrom('read_copy').selectAll().where('copy', '=', this.#copy)
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

const entryOf = <Value>({ key, version, value, gone }: Row): Entry<Value> => ({
  key,
  version: Number(version),
  value: JSON.parse(value) as Value,
  gone: gone === 1,
})
