import { sql } from 'kysely'
import type { Store, StoreMigration } from '../store/store.ts'
import { keyIdOf, type Sealed } from './keyring.ts'
import type { RowBeside, SecretColumn } from './secret-column.ts'

/** Which columns are encrypted, with which key, and whether what they held in plain is gone from the disk. */
export const sealedColumnMigration: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('sealed_column')
      .addColumn('name', 'text', c => c.primaryKey())
      .addColumn('key_id', 'text', c => c.notNull())
      .addColumn('scrubbed', 'integer', c => c.notNull())
      .execute()
  },
}

type Mark = { name: string; key_id: string; scrubbed: number }
type Tables = { sealed_column: Mark }

/** A secret that the keys here do not open. */
export type UnreadableSecret = {
  readonly table: string
  readonly column: string
  readonly row: string
  /** The key that it was encrypted with; null: it was changed since. */
  readonly key_id: string | null
  /** By which people know the thing. */
  readonly known_by: string
  /** What people have to do; null: nothing. */
  readonly without: string | null
}

const nameOf = ({ table, column, only }: SecretColumn): string => `${table}.${column}${only ? `:${only.says}` : ''}`

/**
 * All of each column under the key in use: what an older version stored in plain, and what an earlier key encrypted. Each
 * column in one transaction with its mark, so that an interruption at any moment is gone on from. What no key here opens
 * stays as it is, for the day on which the key is found, and is answered.
 */
export async function sealColumns(store: Store, columns: readonly SecretColumn[]): Promise<UnreadableSecret[]> {
  const { key } = store.secrets
  if (key === null) throw new Error('there is no key to encrypt with')
  const unreadable: UnreadableSecret[] = []
  for (const column of columns) {
    const mark = await markOf(store, column)
    if (mark?.key_id === key) continue
    unreadable.push(...(await store.transaction(() => sealColumn(store, column, { mark, key }))))
  }
  return unreadable
}

type Sealing = { readonly mark: Mark | undefined; readonly key: string }

async function sealColumn(store: Store, column: SecretColumn, { mark, key }: Sealing): Promise<UnreadableSecret[]> {
  const unreadable: UnreadableSecret[] = []
  let changed = 0
  for await (const row of rowsOf(store, column)) {
    // Before its mark is there a column holds plain text, whatever that looks like.
    if (mark && keyIdOf(row.text) === key) continue
    const text = mark ? store.secrets.open(column, row.row, row.text as Sealed) : row.text
    if (text === null) unreadable.push(unreadableOf(column, row))
    else changed += await replace(store, column, { ...row, text, isNew: !mark })
  }
  const scrubbed = changed > 0 ? 0 : (mark?.scrubbed ?? 1)
  // The mark of the lost key stays: it says which one is looked for, and has the column looked through at each start.
  await setMark(store, { name: nameOf(column), key_id: unreadable.length > 0 && mark ? mark.key_id : key, scrubbed })
  return unreadable
}

/** What the keys here do not open, without changing anything. */
export async function unreadableSecrets(store: Store, columns: readonly SecretColumn[]): Promise<UnreadableSecret[]> {
  const unreadable: UnreadableSecret[] = []
  for (const column of columns) {
    if ((await markOf(store, column)) === undefined) continue
    for await (const row of rowsOf(store, column)) {
      if (store.secrets.open(column, row.row, row.text as Sealed) === null) unreadable.push(unreadableOf(column, row))
    }
  }
  return unreadable
}

/** The keys that these data are encrypted with. */
export async function keysOfData(store: Store): Promise<string[]> {
  const marks = await store.query<Tables>().selectFrom('sealed_column').select('key_id').distinct().execute()
  return marks.map(({ key_id }) => key_id)
}

/** Tables in which plain text, or what an earlier key opens, may still lie where rows were. */
export async function unscrubbedTables(store: Store): Promise<string[]> {
  const marks = await store
    .query<Tables>()
    .selectFrom('sealed_column')
    .select('name')
    .where('scrubbed', '=', 0)
    .execute()
  return [...new Set(marks.map(({ name }) => name.split('.')[0] ?? ''))]
}

export async function markScrubbed(store: Store): Promise<void> {
  await store.transaction(async () => {
    await store.query<Tables>().updateTable('sealed_column').set({ scrubbed: 1 }).execute()
  })
}

function markOf(store: Store, column: SecretColumn): Promise<Mark | undefined> {
  const marks = store.query<Tables>().selectFrom('sealed_column').selectAll()
  return marks.where('name', '=', nameOf(column)).executeTakeFirst()
}

async function setMark(store: Store, { name, ...mark }: Mark): Promise<void> {
  const insert = store.query<Tables>().insertInto('sealed_column')
  await insert
    .values({ name, ...mark })
    .onConflict(conflict => conflict.column('name').doUpdateSet(mark))
    .execute()
}

type FoundRow = { readonly row: string; readonly text: string; readonly all: RowBeside }

const rowsAtOnce = 500

async function* rowsOf(store: Store, { table, column, row, only }: SecretColumn): AsyncGenerator<FoundRow> {
  const matches = only ? sql`and ${sql.ref(only.column)} = ${only.says}` : sql``
  for (let after = ''; ; ) {
    const { rows } = await sql<RowBeside>`
      select * from ${sql.table(table)}
      where ${sql.ref(row)} > ${after} and ${sql.ref(column)} is not null ${matches}
      order by ${sql.ref(row)} limit ${rowsAtOnce}`.execute(store.query())
    const last = rows.at(-1)
    if (!last) return
    yield* rows.map(all => ({ all, row: String(all[row]), text: String(all[column]) }))
    after = String(last[row])
  }
}

type Replacement = FoundRow & { readonly isNew: boolean }

async function replace(store: Store, column: SecretColumn, { row, text, all, isNew }: Replacement): Promise<number> {
  const { columns = {}, isAll = false } = (isNew && column.beside?.(text, all)) || {}
  const sealed = isAll ? null : store.secrets.seal(column, row, text)
  const changes = Object.entries({ ...columns, [column.column]: sealed })
  await sql`
    update ${sql.table(column.table)}
    set ${sql.join(changes.map(([name, value]) => sql`${sql.ref(name)} = ${value}`))}
    where ${sql.ref(column.row)} = ${row}`.execute(store.query())
  return 1
}

function unreadableOf(column: SecretColumn, { row, text, all }: FoundRow): UnreadableSecret {
  const { table, entered, known_by } = column
  const isEntered = entered === undefined || all[entered.column] === entered.says
  return {
    table,
    column: column.column,
    row,
    key_id: keyIdOf(text) ?? null,
    known_by: String((known_by && all[known_by]) ?? row),
    without: isEntered ? column.without : null,
  }
}
