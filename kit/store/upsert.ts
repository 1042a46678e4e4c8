import type { Store } from './store.ts'

/** Databases bound the number of parameters of a statement. */
const rowsAtOnce = 500

type Rows = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/**
 * Adds rows, and replaces those that have the same key already; all rows have the columns of the first one. `kept`
 * stay what they were in a row that is there already.
 */
export async function upsert<Row extends object>(
  store: Store,
  table: string,
  rows: readonly Row[],
  key: readonly (keyof Row & string)[],
  kept: readonly (keyof Row & string)[] = [],
): Promise<void> {
  const [first] = rows
  if (!first) return
  const replaced = Object.keys(first).filter(name => ![...key, ...kept].some(one => one === name))
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await store
      .query<Rows>()
      .insertInto(table)
      .values(rows.slice(from, from + rowsAtOnce).map(row => ({ ...row })))
      .onConflict(conflict =>
        conflict
          .columns([...key])
          .doUpdateSet(({ ref }) => Object.fromEntries(replaced.map(name => [name, ref(`excluded.${name}`)]))),
      )
      .execute()
  }
}
