import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import { checkFile } from '../check-file.ts'
import { ConditionRecord } from '../condition.ts'
import type { EngineConnection } from '../engine.ts'
import type { Columns } from '../store.ts'
import { damaged } from './failure.ts'
import { type Attempt, SqliteGuard } from './guard.ts'

const columns: Columns = {
  number: 'real',
  blob: 'blob',
  serial: (table, name) => table.addColumn(name, 'integer', column => column.primaryKey().autoIncrement()),
}

/** Prepared statements are kept: preparing costs more than most of our queries. */
const keptStatements = 200
/** Except those that write many rows at once: they come in every length, and one of them takes hundreds of kilobytes. */
const keptLength = 1_500

/** One file, WAL: one connection that writes, one that only reads. `synchronous=FULL` unless a transaction is relaxed. */
export function connectSqlite(
  file: string,
  condition = new ConditionRecord(() => 0),
  { thorough = false }: { readonly thorough?: boolean } = {},
): EngineConnection {
  checkFile(file)
  // SQLite gives what it lays beside a database the mode of the database.
  closeSync(openSync(file, 'a', 0o600))
  const guard = new SqliteGuard(file, condition)
  const writer = guard.attempt(() => openWriter(file, thorough))
  const reader = guard.attempt(() => new Database(file, { readonly: true }))
  reader.pragma('cache_size = -1000')
  reader.pragma('query_only = ON')
  // What the reader sees is changed by every other connection, the writer's too.
  const revision = reader.prepare<[], number>('PRAGMA data_version').pluck()
  let full = true
  const write = new Kysely<unknown>({ dialect: guard.dialect(writer, attempt => keepingStatements(writer, attempt)) })
  const read = new Kysely<unknown>({
    dialect: new SqliteDialect({ database: keepingStatements(reader, guard.attempt) }),
  })
  return {
    engine: 'sqlite',
    file,
    write,
    read,
    unhurried: write,
    columns,
    durability: durable => {
      if (durable === full) return
      writer.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
      full = durable
    },
    prepare: async () => {},
    revision: () => revision.get(),
    condition: () => condition.get(),
    whenConditionChanges: listener => condition.listen(listener),
    probe: async () => guard.probe(writer),
    rewrite: async () => {
      writer.exec('VACUUM')
      writer.pragma('wal_checkpoint(TRUNCATE)')
    },
    close: async () => {
      // Kysely does not close what it was never asked to use. The writer is the last: it folds the log into the file.
      await read.destroy()
      reader.close()
      await write.destroy()
      writer.close()
    },
  }
}

function openWriter(file: string, thorough: boolean): Database.Database {
  const writer = new Database(file)
  try {
    // Small pages in the cache and few of them: a service has one writer, and RSS counts.
    writer.pragma('journal_mode = WAL')
    writer.pragma('synchronous = FULL')
    writer.pragma('foreign_keys = ON')
    writer.pragma('busy_timeout = 2000')
    writer.pragma('cache_size = -1000')
    // Every service has a log beside its file: together they must be no burden for a small disk.
    writer.pragma('wal_autocheckpoint = 256')
    writer.pragma('journal_size_limit = 1048576')
    const found = thorough ? writer.pragma('quick_check(1)', { simple: true }) : 'ok'
    if (found !== 'ok') throw damaged(file, new Error(String(found)))
    return writer
  } catch (thrown) {
    writer.close()
    throw thrown
  }
}

function keepingStatements(database: Database.Database, attempt: Attempt): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  const once = new Set<string>()
  /** A start asks much that nobody asks again. */
  const isFirst = (sql: string): boolean => {
    if (once.delete(sql)) return false
    if (once.size >= keptStatements) once.delete(once.keys().next().value ?? '')
    once.add(sql)
    return true
  }
  return {
    close: () => {
      kept.clear()
      database.close()
    },
    prepare: (sql: string) => {
      const known = kept.get(sql)
      if (known) return known
      const statement = guarded(
        attempt(() => database.prepare<unknown[]>(sql)),
        attempt,
      )
      if (sql.length > keptLength || isFirst(sql)) return statement
      if (kept.size >= keptStatements) kept.delete(kept.keys().next().value ?? '')
      kept.set(sql, statement)
      return statement
    },
  }
}

function guarded(statement: Database.Statement<unknown[]>, attempt: Attempt): SqliteStatement {
  return {
    reader: statement.reader,
    all: parameters => attempt(() => statement.all(parameters)),
    run: parameters => attempt(() => statement.run(parameters)),
    iterate: function* (parameters) {
      const rows = attempt(() => statement.iterate(parameters))
      for (let row = attempt(() => rows.next()); !row.done; row = attempt(() => rows.next())) yield row.value
    },
  }
}
