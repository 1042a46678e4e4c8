import { messageOf } from '../../service/errors.ts'
import { StoreFailure, type StoreFailureCode } from '../failure.ts'

/** What went wrong between us and PostgreSQL that is nobody's mistake in a query. */
export type PostgresFailure = {
  readonly code: StoreFailureCode
  /** What it spoils: the connection it came over, every write, or only the one query. */
  readonly spoils: 'connection' | 'writes' | 'query'
  /** Waiting does not mend it: a person has to do something. */
  readonly lasts: boolean
}

const connection = (code: StoreFailureCode, lasts = false): PostgresFailure => ({ code, spoils: 'connection', lasts })
const writes = (code: StoreFailureCode): PostgresFailure => ({ code, spoils: 'writes', lasts: false })
const query = (code: StoreFailureCode): PostgresFailure => ({ code, spoils: 'query', lasts: false })

const unreachable = connection('store.unavailable')
const silent = connection('store.no-answer')
const notRunning = connection('store.not-running')
const accountRefused = connection('store.account-refused', true)
const busy = query('store.busy')

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const byState: Readonly<Record<string, PostgresFailure>> = {
  '25P03': connection('store.busy'),
  '25P04': connection('store.busy'),
  '25006': writes('store.read-only'),
  '3D000': connection('store.no-database', true),
  '3F000': query('store.no-tables'),
  '40001': busy,
  '40P01': busy,
  '42501': query('store.no-rights'),
  '42P01': query('store.no-tables'),
  '53100': writes('store.disk-full'),
  '53200': busy,
  '53300': connection('store.no-connection'),
  '55P03': busy,
  '57014': busy,
  '57P04': connection('store.no-database', true),
  XX001: query('store.damaged'),
  XX002: query('store.damaged'),
}

const byStateClass: Readonly<Record<string, PostgresFailure>> = {
  '08': unreachable,
  '28': accountRefused,
  '53': writes('store.busy'),
  '57': notRunning,
  '58': writes('store.io-error'),
}

/** Of Node's sockets and of its resolver. */
const bySystem =
  /^(ECONN|EPIPE|EHOST|ENET|EADDR|ENOENT|EACCES|ENOTFOUND|EAI_|EMFILE|ENFILE|ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/

/** What the client library says without a code. */
const byMessage: readonly (readonly [RegExp, PostgresFailure])[] = [
  [/^Connection terminated due to connection timeout|^timeout expired|^Query read timeout/, silent],
  [/^Connection terminated|is not queryable$|does not support SSL|SSL connection/, unreachable],
  [/^timeout exceeded when trying to connect/, busy],
  [/^SASL|password must be a string|authentication/i, accountRefused],
]

type Thrown = { readonly code?: unknown; readonly severity?: unknown; readonly message: string }

/** null: it is the mistake of whoever asked, or it was known already. */
export function postgresFailure(thrown: unknown): PostgresFailure | null {
  if (!(thrown instanceof Error) || thrown instanceof StoreFailure) return null
  const { code, severity, message }: Thrown = thrown
  const found = (typeof code === 'string' ? byCode(code) : null) ?? byMessage.find(([says]) => says.test(message))?.[1]
  // After FATAL the server has closed the connection, whatever the reason was.
  const isFatal = severity === 'FATAL' || severity === 'PANIC'
  return isFatal ? { ...(found ?? unreachable), spoils: 'connection' } : (found ?? null)
}

function byCode(code: string): PostgresFailure | null {
  if (/^[0-9A-Z]{5}$/.test(code)) {
    const known = byState[code] ?? byStateClass[code.slice(0, 2)]
    if (known) return known
  }
  if (code === 'ETIMEDOUT') return silent
  return bySystem.test(code) ? unreachable : null
}

export function storeFailure(code: StoreFailureCode, cause?: unknown, lasts = false): StoreFailure {
  // Host, account and database stand in what the client library says: that is for the log alone.
  return new StoreFailure(code, { why: { code }, lasts, cause })
}

/** For the log. */
export const detailOf = (thrown: unknown): string =>
  messageOf(thrown instanceof StoreFailure && thrown.cause instanceof Error ? thrown.cause : thrown)
