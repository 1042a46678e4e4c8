import { createHash } from 'node:crypto'
import { conflict, invalid } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { type Asked, callFunction } from './call-function.ts'
import type { KeyedCall } from './keyed-calls.ts'

type Deps = Pick<Made, 'store' | 'commits' | 'runs' | 'functions' | 'clock' | 'keyed'>

/** What nobody has answered for so much longer than it may take died with its process. */
const graceMs = 10_000
/** A larger answer is not kept: its call is not repeated, and not answered twice either. In bytes. */
const keptAnswer = 2 ** 20

/**
 * A call with an `Idempotency-Key` is done once: who repeats it is given the answer of the first one.
 * Source: draft-ietf-httpapi-idempotency-key-header.
 */
export async function callOnce(deps: Deps, asked: Asked, caller: Caller): Promise<Reply> {
  const named = asked.headers['idempotency-key']
  if (named === undefined) return callFunction(deps, asked)
  const text = [named].flat().join(', ')
  if (!/^[\x21-\x7e]{1,255}$/.test(text)) throw invalid('functions.bad-key')
  const { store, keyed, clock } = deps
  const key = hashOf(caller.kind, caller.id, asked.name, text)
  const { method, url } = asked.sent
  const request = hashOf(method, url, Buffer.isBuffer(asked.body) ? asked.body : '')
  const now = clock.now()
  const longest = deps.functions.get(asked.name)?.runner?.limits.timeout_ms ?? 0
  const stale = iso(now - longest - graceMs)
  const known = await store.transaction(() => keyed.begin({ key, request, at: iso(now) }, stale))
  if (known) return repeated(known, request, text)
  try {
    return await callFunction(deps, asked, reply => keyed.answer(key, keptOf(reply)))
  } catch (thrown) {
    await store.transaction(() => keyed.forget(key))
    throw thrown
  }
}

function repeated({ request, status, headers, body }: KeyedCall, wanted: string, key: string): Reply {
  if (request !== wanted) throw invalid('functions.key-reused', { key })
  if (status === null) throw conflict('functions.in-progress', { key })
  if (body === null) throw conflict('functions.answer-not-kept', { key })
  const kept = JSON.parse(headers ?? '{}') as Record<string, string>
  return new Reply(Buffer.from(body), { ...kept, 'idempotent-replayed': 'true' }, status)
}

function keptOf({ status, headers, body }: Reply) {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : null
  const isKept = bytes !== null && bytes.length <= keptAnswer
  return { status, headers: JSON.stringify(headers), body: isKept ? bytes : null }
}

/** Each part with its length, so that no two lists of parts look alike. */
function hashOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}
