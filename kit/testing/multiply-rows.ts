import Database from 'better-sqlite3'

type Column = { readonly name: string; readonly type: string; readonly pk: number }
type Table = {
  readonly name: string
  readonly columns: readonly Column[]
  readonly keys: readonly (readonly string[])[]
}
export type Row = Readonly<Record<string, string | number | null>>

export type Multiplied = {
  /** Tables that have nothing to be multiplied. */
  readonly empty: readonly string[]
  /** What very many rows now belong to. */
  readonly parents: readonly string[]
}

export type Multiplying = {
  /** The first row of tables that would have none. */
  readonly samples: Readonly<Record<string, Row>>
  /** Whether a table stays as it is. */
  readonly keeps: (table: string) => boolean
}

/** Names of things, and what points to them. */
const naming = /^(id|slug|key|name|number|.*_id|.*_slug)$/
/** Words of a vocabulary: there are not more of them because there is more data. */
const vocabulary = /^(category|noun|step|variant|kind|role|state|channel|topic)$/
const ofTheKit = /^(sqlite_.*|kysely_.*|sealed_column|outbox|relay_.*|parked_event|handled_event|job)$/

/**
 * Very many rows in each table of a service that is not running, as copies of those that it has. Half are things of their own:
 * what names them and what points to them is named anew in the same way. The other half belongs to what one row of each table
 * belongs to.
 */
export function multiplyRows(file: string, rows: number, { samples, keeps }: Multiplying): Multiplied {
  const database = new Database(file)
  const empty: string[] = []
  const parents = new Set<string>()
  try {
    for (const table of tablesOf(database)) {
      const sample = samples[table.name]
      if (sample) insertRow(database, table.name, sample)
      const [last] = database
        .prepare<[], number>(`select rowid from "${table.name}" order by rowid desc limit 1`)
        .pluck()
        .all()
      if (last === undefined) empty.push(table.name)
      else if (!keeps(table.name)) for (const parent of multiply(database, table, { last, rows })) parents.add(parent)
    }
  } finally {
    database.close()
  }
  return { empty, parents: [...parents] }
}

function tablesOf(database: Database.Database): Table[] {
  const names = database.prepare<[], string>("select name from sqlite_master where type = 'table'").pluck().all()
  return names
    .filter(name => !ofTheKit.test(name))
    .map(name => {
      const columns = database.prepare<[string], Column>('select name, type, pk from pragma_table_info(?)').all(name)
      const indexes = database.prepare<[string], string>('select name from pragma_index_list(?) where "unique" = 1')
      const parts = database.prepare<[string], string>('select name from pragma_index_info(?) order by seqno').pluck()
      const unique = indexes.pluck().all(name)
      const key = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk)
      const keys = [key.map(column => column.name), ...unique.map(index => parts.all(index))]
      return { name, columns, keys: keys.filter(one => one.length > 0) }
    })
}

function insertRow(database: Database.Database, table: string, row: Row): void {
  const names = Object.keys(row)
  const columns = names.map(name => `"${name}"`)
  const values = names.map(name => `@${name}`)
  database.prepare(`insert or ignore into "${table}" (${columns}) values (${values})`).run(row)
}

/** Answers what the copies that belong to something belong to. */
function multiply(
  database: Database.Database,
  table: Table,
  { last, rows }: { readonly last: number; readonly rows: number },
): string[] {
  const of = ({ name }: Column, keys: readonly string[]) => keys.includes(name) && !vocabulary.test(name)
  const count = database.prepare<[], number>(`select count(*) from "${table.name}"`).pluck().get() ?? 1
  const all = table.keys.flat()
  const apart = table.columns.filter(column => of(column, all) || naming.test(column.name))
  copyRows(database, table, { where: '', times: Math.ceil(rows / count), step: 1, changed: apart })
  // Of a key with several parts the first says to what a row belongs.
  const own = table.keys.flatMap(parts => parts.filter(part => !vocabulary.test(part)).at(-1) ?? [])
  const changed = table.columns.filter(({ name }) => own.includes(name))
  const where = `where rowid = ${last}`
  copyRows(database, table, { where, times: rows, step: rows * 10, changed })
  const row = database.prepare<[], Row>(`select * from "${table.name}" ${where}`).get() ?? {}
  return Object.entries(row).flatMap(([name, value]) =>
    naming.test(name) && !own.includes(name) && typeof value === 'string' ? [value] : [],
  )
}

type Copies = {
  readonly where: string
  readonly times: number
  /** How far apart numbers are. */
  readonly step: number
  readonly changed: readonly Column[]
}

function copyRows(database: Database.Database, table: Table, { where, times, step, changed }: Copies): void {
  const [key = []] = table.keys
  const countsByItself = ({ name, pk, type }: Column) =>
    pk > 0 && /int/i.test(type) && key.length === 1 && key[0] === name
  const columns = table.columns.filter(column => !countsByItself(column))
  const values = columns.map(({ name, type }) => {
    if (!changed.some(one => one.name === name)) return `"${name}"`
    const other = /int|real|double/i.test(type) ? `"${name}" + n * ${step}` : `"${name}" || 'x' || (n * ${step})`
    return `case when "${name}" is null then null else ${other} end`
  })
  const numbers = 'with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ?)'
  const names = columns.map(({ name }) => `"${name}"`)
  const copies = `${numbers} select ${values} from numbers cross join (select * from "${table.name}" ${where})`
  database.prepare(`insert or ignore into "${table.name}" (${names}) ${copies}`).run(times)
}
