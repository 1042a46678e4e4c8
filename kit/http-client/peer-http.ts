import { randomBytes } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import type { Authenticator } from '../auth/auth.ts'
import type { Caller } from '../auth/caller.ts'
import { type FieldProblem, Refusal, type RefusalKind } from '../service/errors.ts'
import { unavailable } from '../service/refusals.ts'

const tokenSeconds = 60
const callDeadlineMs = 2_000
const audience = 'vigie-cluster'

/** Proves to a peer, for a minute, that a call comes from this cluster, and on whose behalf. */
export type ClusterKey = {
  sign(caller: Caller): Promise<string>
  readonly authenticator: Authenticator
}

/** Without a configured key the process signs for itself only: nobody outside can know a random one. */
export function clusterKey(text: string | undefined): ClusterKey {
  const key = text ? new TextEncoder().encode(text) : randomBytes(32)
  return {
    sign: caller =>
      new SignJWT({ caller })
        .setProtectedHeader({ alg: 'HS256', typ: 'vigie-cluster+jwt' })
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${tokenSeconds}s`)
        .sign(key),
    authenticator: async token => {
      if (!token.startsWith('eyJ')) return undefined
      try {
        const { payload } = await jwtVerify(token, key, { audience, algorithms: ['HS256'], typ: 'vigie-cluster+jwt' })
        return payload.caller as Caller
      } catch {
        return undefined
      }
    },
  }
}

export const serviceCaller = (service: string): Caller => ({
  id: `service:${service}`,
  kind: 'service',
  name: service,
  role: 'admin',
  scopes: ['cluster', 'metrics'],
})

export type HttpCall = {
  readonly address: string
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** A call to an operation of a peer. Only questions are repeated; an order may have been carried out already. */
export async function callPeer(call: HttpCall): Promise<unknown> {
  const tries = call.method === 'GET' ? 2 : 1
  let failure: unknown
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      const response = await fetch(new URL(call.path, call.address), {
        method: call.method,
        headers: { ...call.headers, ...typed(call.body) },
        ...(call.body === undefined ? {} : { body: bytesOf(call.body) }),
        signal: AbortSignal.timeout(callDeadlineMs),
        redirect: 'error',
      })
      return answerOf(response.status, await response.text())
    } catch (thrown) {
      if (thrown instanceof Refusal) throw thrown
      failure = thrown
    }
  }
  throw unavailable('kit.peer-unavailable', {
    address: call.address,
    method: call.method,
    path: call.path,
    cause: String(failure),
  })
}

export const typed = (body: unknown): Record<string, string> =>
  body === undefined ? {} : { 'content-type': 'application/json' }

const bytesOf = (body: unknown): string | Uint8Array<ArrayBuffer> =>
  body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body)

/** The value of an operation's answer, or its refusal as it was thrown on the other side. */
export function answerOf(status: number, text: string): unknown {
  const value = text === '' ? null : JSON.parse(text)
  if (status < 400) return value
  // That nothing can be stored there is worth knowing for whoever asks us.
  if (status === 503 && String(value?.code).startsWith('store.')) throw refusedBy(value)
  if (status >= 500) throw unavailable('kit.peer-failed', { status })
  throw refusedBy(value)
}

type ProblemDocument = Pick<Refusal, 'code' | 'detail_i18n'> & {
  readonly title: RefusalKind
  readonly detail: string
  readonly fields?: readonly FieldProblem[]
  readonly present?: unknown
}

const refusedBy = ({ title, code, detail, detail_i18n, fields = [], present }: ProblemDocument): Refusal =>
  new Refusal(title, code, detail, { detail_i18n, fields, present })
