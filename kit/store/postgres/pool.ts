import { setTimeout as pause } from 'node:timers/promises'
import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import pg from 'pg'
import { askedNow } from '../asked.ts'
import type { StoreFailure } from '../failure.ts'
import { postgresFailure, storeFailure } from './failures.ts'
import type { PostgresHealth } from './health.ts'

/** Two more may be open: the one that holds the locks, and one for whoever listens. */
const mostConnections = 10
/** So that reads always find a connection, also while every writer waits for something. */
const mostWriters = 6
/** The server gives up first: that leaves the connection in order. The client's own limit is for a server that hangs. */
const statementMs = 20_000
const answerMs = 25_000
const connectMs = 10_000
/** A program that was stopped in the middle of a transaction holds up the others no longer than this. */
const restingMs = 60_000
const goodbyeMs = 2_000

/** Counts and sums come as int8 or numeric text; all of ours are far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

export type PoolOptions = {
  readonly url: string
  /** As the server lists it among its sessions. */
  readonly application: string
  readonly health: PostgresHealth
}

/** How a connection must be set up for whoever takes it. */
export type Session = {
  readonly writes: boolean
  /** However long an answer takes. */
  readonly patient: boolean
  readonly set_up: string
}

export function sessionOf(schema: string, { writes, patient }: Omit<Session, 'set_up'>): Session {
  const set_up = [
    `set search_path to ${pg.escapeIdentifier(schema)}`,
    `set statement_timeout to ${patient ? 0 : statementMs}`,
    `set idle_in_transaction_session_timeout to ${patient ? 0 : restingMs}`,
    'select pg_backend_pid() as id',
  ].join('; ')
  return { writes, patient, set_up }
}

/** What every connection of this program to the database has. */
export function clientOptions({ url, application }: Pick<PoolOptions, 'url' | 'application'>): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: application,
    types,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  }
}

/** The connections of one process, shared by all its services. */
export class PostgresPool {
  /** Says why nothing can be asked at the moment. */
  gate: () => StoreFailure | null = () => null
  readonly #pool: pg.Pool
  readonly #health: PostgresHealth
  readonly #setUp = new WeakMap<pg.PoolClient, { readonly set_up: string; readonly session_id: number }>()
  readonly #writers = new Turns(mostWriters)
  readonly #taken = new Set<PooledConnection>()

  constructor(options: PoolOptions) {
    this.#pool = new pg.Pool({ ...clientOptions(options), max: mostConnections, allowExitOnIdle: true })
    this.#health = options.health
    // A connection that breaks says so to whoever waits for its answer. Without a listener, idle or taken, it would also
    // end the process.
    this.#pool.on('connect', client => void client.on('error', () => undefined))
    this.#pool.on('error', () => undefined)
  }

  async take(session: Session): Promise<PooledConnection> {
    this.#pass()
    const turn = session.writes ? await this.#writers.take() : undefined
    try {
      // It may have been closed while others had their turn.
      this.#pass()
      const client = await this.#connect()
      const taken: PooledConnection = new PooledConnection(client, {
        answer_ms: session.patient ? 0 : answerMs,
        failed: thrown => this.#health.failed(thrown),
        released: () => {
          this.#taken.delete(taken)
          turn?.()
        },
      })
      this.#taken.add(taken)
      return await this.#prepared(taken, client, session)
    } catch (thrown) {
      turn?.()
      throw thrown
    }
  }

  #pass(): void {
    const closed = this.gate()
    if (closed) throw closed
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (thrown) {
      const failure = postgresFailure(thrown)
      if (!failure) throw thrown
      this.#health.failed(thrown)
      throw storeFailure(failure.code, thrown)
    }
  }

  /** The connection before was perhaps another service's. */
  async #prepared(taken: PooledConnection, client: pg.PoolClient, { set_up }: Session): Promise<PooledConnection> {
    const before = this.#setUp.get(client)
    if (before?.set_up === set_up) {
      taken.session_id = before.session_id
      return taken
    }
    try {
      const [session] = ((await taken.run(set_up)).at(-1)?.rows ?? []) as { id: number }[]
      taken.session_id = session?.id ?? 0
    } catch (thrown) {
      taken.abandon()
      throw thrown
    }
    this.#setUp.set(client, { set_up, session_id: taken.session_id })
    return taken
  }

  /** A write was committed. */
  worked(): void {
    if (this.gate() === null) this.#health.worked()
  }

  /** Whoever waits for an answer is told that there will be none. */
  giveUp(): void {
    this.gate = () => storeFailure('store.unavailable')
    for (const taken of this.#taken) taken.abandon()
  }

  /** A server that hangs does not say goodbye. */
  async close(): Promise<void> {
    await Promise.race([this.#pool.end(), pause(goodbyeMs, undefined, { ref: false })])
  }
}

type Taken = {
  /** 0: however long it takes. */
  readonly answer_ms: number
  readonly failed: (thrown: unknown) => void
  readonly released: () => void
}

type Answer = { readonly command: string; readonly rowCount: number | null; readonly rows: unknown[] }

/** One connection while somebody has it. */
export class PooledConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient
  readonly #taken: Taken
  /** Of the server's process behind it. */
  session_id = 0
  #discarded = false
  #released = false

  constructor(client: pg.PoolClient, taken: Taken) {
    this.#client = client
    this.#taken = taken
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const asked = askedNow()
    const { command, rowCount, rows } = await this.#ask(sql, parameters)
    asked?.requireThere()
    const changes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
    return { rows: rows as Row[], ...(changes ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) }
  }

  // biome-ignore lint/correctness/useYield: the interface wants it; nobody asks for a stream.
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('rows are read page by page')
  }

  /** Several statements at once, without parameters: the answers in their order. */
  async run(statements: string): Promise<readonly Answer[]> {
    const answers: Answer | Answer[] = await this.#ask(statements)
    return Array.isArray(answers) ? answers : [answers]
  }

  async #ask(text: string, values?: readonly unknown[]): Promise<Answer> {
    if (this.#discarded) throw storeFailure('store.unavailable')
    const limit = this.#taken.answer_ms > 0 ? { query_timeout: this.#taken.answer_ms } : {}
    try {
      return await this.#client.query({ text, ...(values ? { values: [...values] } : {}), ...limit })
    } catch (thrown) {
      const failure = postgresFailure(thrown)
      if (!failure) throw thrown
      if (failure.spoils === 'connection') this.#discarded = true
      this.#taken.failed(thrown)
      throw storeFailure(failure.code, thrown)
    }
  }

  get isDiscarded(): boolean {
    return this.#discarded
  }

  /** Nobody after this one gets it. */
  discard(): void {
    this.#discarded = true
  }

  /** Also while an answer is on its way: the client then breaks the connection off. */
  abandon(): void {
    this.discard()
    this.release()
  }

  release(): void {
    if (this.#released) return
    this.#released = true
    this.#client.release(this.#discarded)
    this.#taken.released()
  }
}

/** So many at a time, the others in the order in which they came. */
class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  /** Answers what gives the place back. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    let given = false
    return () => {
      if (given) return
      given = true
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}
