import { v7 as uuid } from 'uuid'
import type { Run } from '../../../contracts/functions/functions.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { limited, notFound, unauthenticated, unavailable } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { CallFailure, type CallFault, type CallRequest } from '../runners/function-process.ts'
import type { Deployed } from '../runners/functions.ts'
import type { Called } from '../runners/runner.ts'

type Deps = Pick<Made, 'store' | 'runs' | 'functions' | 'clock'>

type Asked = {
  readonly name: string
  readonly sent: { readonly method: string; readonly url: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

/** Of the answer that is kept with the run, in bytes. */
const keptOutput = 64 * 2 ** 10

const statusOf: Readonly<Record<CallFault, number>> = {
  timeout: 504,
  memory: 502,
  processes: 502,
  ended: 502,
  'answer-too-large': 502,
  'not-started': 502,
}

const sayers: Readonly<Record<CallFault, (detail: string) => Message>> = {
  timeout: detail => say('functions.fault.timeout', { detail }),
  memory: detail => say('functions.fault.memory', { detail }),
  processes: detail => say('functions.fault.processes', { detail }),
  ended: detail => say('functions.fault.ended', { detail }),
  'answer-too-large': detail => say('functions.fault.answer-too-large', { detail }),
  'not-started': detail => say('functions.fault.not-started', { detail }),
}

/** Whoever may not know of a function is told that there is none; asked before the body is read. */
export function admit({ functions }: Pick<Deps, 'functions'>, caller: Caller, name: string): void {
  const found = functions.get(name)
  const isPublic = found?.spec.annotations['vigie.public'] === 'true'
  if (isPublic) return
  const isKnown = caller.kind !== 'anonymous' && (caller.role !== 'none' || caller.scopes.includes('functions'))
  if (!isKnown) throw unauthenticated('functions.sign-in')
  if (!found) throw notFound('functions.not-found', { name })
}

/** Calls it and keeps what came of it, before the answer goes out. */
export async function callFunction(deps: Deps, { name, sent, headers, body }: Asked): Promise<Reply> {
  const { functions, clock } = deps
  const found = functions.get(name)
  if (!found) throw notFound('functions.not-found', { name })
  const runner = runnable(found)
  const id = uuid()
  const correlation_id = textOf(headers['x-correlation-id']) ?? textOf(headers['x-call-id']) ?? id
  const request = requestOf({ name, sent, headers, body }, id)
  const started = clock.now()
  found.invocations++
  const outcome = await runner.call(request).catch((thrown: unknown) => failureOf(thrown))
  const duration_ms = clock.now() - started
  const run = { id, function: name, level: runner.level, started_at: iso(started), duration_ms, correlation_id }
  await deps.store.transaction(() => deps.runs.add({ ...run, trigger: 'http', attempt: 1, ...resultOf(outcome) }))
  const told = { 'x-call-id': id, 'x-duration-seconds': (duration_ms / 1_000).toFixed(6) }
  if (outcome instanceof CallFailure) return new Reply(outcome.message, { ...plain, ...told }, statusOf[outcome.fault])
  return new Reply(outcome.body, { ...safe(outcome.headers), ...told }, outcome.status)
}

const plain = { 'content-type': 'text/plain; charset=utf-8' }

function runnable({ spec: { name }, runner, reason }: Deployed) {
  if (!runner) throw unavailable('functions.cannot-run', { name, reason: reason ?? say('functions.no-sandbox') })
  const { in_flight } = runner.limits
  if (runner.inFlight >= in_flight) throw limited('functions.busy', { name, limit: in_flight }, { retryAfterS: 1 })
  return runner
}

function failureOf(thrown: unknown): CallFailure {
  if (thrown instanceof CallFailure) return thrown
  throw thrown
}

function requestOf({ name, sent: { method, url }, headers, body }: Asked, id: string): CallRequest {
  const [path = '/', ...rest] = url.split('?')
  const query_text = rest.join('?')
  const query: Record<string, string | string[]> = {}
  for (const [key, value] of new URLSearchParams(query_text)) {
    const known = Object.hasOwn(query, key) ? query[key] : undefined
    query[key] = known === undefined ? value : [known, value].flat()
  }
  const shown = Object.entries(headers).flatMap(([key, value]) =>
    value === undefined || ours.has(key) ? [] : [[key, [value].flat().join(', ')] as const],
  )
  return {
    method,
    query,
    query_text,
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    path: path.split(`/function/${name}`).slice(1).join(`/function/${name}`) || '/',
    headers: Object.fromEntries([...shown, ['x-call-id', id]]),
  }
}

/** What lets people into Vigie is none of a function's business. */
const ours: ReadonlySet<string> = new Set(['authorization', 'cookie', 'x-api-key', 'connection', 'transfer-encoding'])

/** Of the connection, or that would speak for the whole site. */
const notTheirs: ReadonlySet<string> = new Set([
  ...['connection', 'transfer-encoding', 'content-length', 'keep-alive', 'upgrade', 'set-cookie', 'clear-site-data'],
  ...['strict-transport-security', 'content-security-policy', 'service-worker-allowed'],
])
const headerName = /^[\w!#$%&'*+.^`|~-]+$/
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

/** A page of a function is nobody of the console: it runs in an origin of its own, as a sandboxed frame would. */
function safe(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name, value]) => headerName.test(name) && headerValue.test(value) && !notTheirs.has(name))
  return { ...Object.fromEntries(kept), 'content-security-policy': 'sandbox' }
}

function resultOf(outcome: Called | CallFailure): Pick<Run, 'state' | 'http_status' | 'output' | 'logs'> & {
  readonly reason: Message | null
} {
  const { logs } = outcome
  if (outcome instanceof CallFailure) {
    return { state: 'failed', http_status: null, output: '', logs, reason: sayers[outcome.fault](outcome.message) }
  }
  const output = outcome.body.toString('utf8', 0, keptOutput).replaceAll('\0', '�')
  const { status } = outcome
  const failed = status >= 400
  const reason = failed ? say('functions.fault.status', { status }) : null
  return {
    state: failed ? 'failed' : 'succeeded',
    http_status: status,
    output,
    logs: logs.replaceAll('\0', '�'),
    reason,
  }
}

const textOf = (value: string | string[] | undefined): string | undefined => {
  const text = [value].flat()[0]
  return text !== undefined && /^[\w.:-]{1,100}$/.test(text) ? text : undefined
}
