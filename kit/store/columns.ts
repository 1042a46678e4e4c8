import type { CreateTableBuilder } from 'kysely'
import type { Columns } from './store.ts'

type ColumnType = 'text' | 'integer' | 'real' | Columns['number'] | Columns['blob']
type Build = <Table extends string, Known extends string>(
  table: CreateTableBuilder<Table, Known>,
) => CreateTableBuilder<Table, Known | string>

/** Columns of one type, of which every row has a value: `createTable('check').$call(required('text', 'id', 'slug'))`. */
export const required =
  (type: ColumnType, ...names: readonly string[]): Build =>
  table =>
    names.reduce((built, name) => built.addColumn(name, type, column => column.notNull()), table)

/** Columns of one type that may be null. */
export const optional =
  (type: ColumnType, ...names: readonly string[]): Build =>
  table =>
    names.reduce((built, name) => built.addColumn(name, type), table)
