import { closeSync, openSync, readSync } from 'node:fs'
import Database from 'better-sqlite3'

const magic = 'SQLite format 3\0'

export function isSqliteFile(file: string): boolean {
  const start = Buffer.alloc(magic.length)
  const opened = openSync(file, 'r')
  try {
    return readSync(opened, start, 0, magic.length, 0) === magic.length && start.toString('latin1') === magic
  } finally {
    closeSync(opened)
  }
}

/**
 * All rows of a table in another program's database, which may be running: nothing is written to it.
 * null: the file cannot be read as a database, or has no such table.
 */
export function rowsOfSqliteFile(file: string, table: string): readonly Record<string, unknown>[] | null {
  try {
    const database = new Database(file, { readonly: true, timeout: 2_000 })
    try {
      return database.prepare<[], Record<string, unknown>>(`select * from "${table.replaceAll('"', '""')}"`).all()
    } finally {
      database.close()
    }
  } catch (failure) {
    if (failure instanceof Database.SqliteError) return null
    throw failure
  }
}
