import { notFound, unauthenticated } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import type { CallFault } from '../runners/function-process.ts'
import { type CalledNow, callNow } from '../runs/call-now.ts'
import type { RunInput } from '../runs/run-input.ts'

type Deps = Pick<Made, 'commits' | 'runs' | 'functions' | 'clock'>

export type Asked = {
  readonly name: string
  readonly sent: { readonly method: string; readonly url: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
}

const statusOf: Readonly<Record<CallFault, number>> = {
  timeout: 504,
  memory: 502,
  processes: 502,
  ended: 502,
  'answer-too-large': 502,
  'not-started': 502,
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

/** What came of it is kept before the answer goes out; `keep` is committed with it. */
export async function callFunction(deps: Deps, asked: Asked, keep?: (reply: Reply) => Promise<void>): Promise<Reply> {
  const { name, headers } = asked
  const correlation_id = textOf(headers['x-correlation-id']) ?? textOf(headers['x-call-id'])
  const calling = { name, input: inputOf(asked), correlation_id }
  return replyOf(await callNow(deps, calling, called => keep?.(replyOf(called)) ?? Promise.resolve()))
}

function replyOf({ run: { id, duration_ms }, result: { answer, failure } }: CalledNow): Reply {
  const told = { 'x-call-id': id, 'x-duration-seconds': (duration_ms / 1_000).toFixed(6) }
  if (answer) return new Reply(answer.body, { ...safe(answer.headers), ...told }, answer.status)
  return new Reply(failure?.message ?? '', { ...plain, ...told }, failure ? statusOf[failure.fault] : 502)
}

const plain = { 'content-type': 'text/plain; charset=utf-8' }

function inputOf({ sent: { method, url }, headers, body }: Asked): RunInput {
  const [path = '/', ...rest] = url.split('?')
  const shown = Object.entries(headers).flatMap(([key, value]) =>
    value === undefined || ours.has(key) || key.startsWith('x-vigie-')
      ? []
      : [[key, [value].flat().join(', ')] as const],
  )
  return {
    method,
    query_text: rest.join('?'),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    path: path.replace(/^.*?\/function\/[^/]+/, '') || '/',
    headers: Object.fromEntries(shown),
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

const textOf = (value: string | string[] | undefined): string | undefined => {
  const text = [value].flat()[0]
  return text !== undefined && /^[\w.:-]{1,100}$/.test(text) ? text : undefined
}
