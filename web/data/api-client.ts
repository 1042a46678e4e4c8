import { RenewToken } from '../../contracts/identity/sign-in.ts'
import type { CallInput, Operation, Output } from '../../contracts/operation.ts'
import { pathOf } from './path-of.ts'
import { offline, type Problem, problemOf } from './problem.ts'

type Parts = { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown }

/** Comes to its end when whoever is here has signed in again. */
type WayBack = () => Promise<void>
let wayBack: WayBack | undefined
const forbidden = new Set<(problem: Problem) => void>()

/** While a page stands, what finds the session ended waits for the way back, and is sent then. Answers how to end that. */
export function onSessionExpired(way: WayBack): () => void {
  wayBack = way
  return () => {
    wayBack = undefined
  }
}

/** Calls the listener with what the role of the reader does not allow: it may have changed since the page was drawn. */
export function onForbidden(listener: (problem: Problem) => void): () => void {
  forbidden.add(listener)
  return () => void forbidden.delete(listener)
}

/** Calls an operation of the contracts. The cookie says who asks; a token that ran out is renewed once, unseen. */
export async function callApi<Op extends Operation>(
  operation: Op,
  input: CallInput<Op> = {},
  signal?: AbortSignal,
): Promise<Output<Op>> {
  const first = await send(operation, input as Parts, signal)
  if (first.status !== 401 || operation.access === 'public') return read(first)
  if (!(await renew())) {
    if (!wayBack) return read(first)
    await wayBack()
  }
  return read(await send(operation, input as Parts, signal))
}

async function send(operation: Operation, { params, query, body }: Parts, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(pathOf(operation.path, params, query), {
      method: operation.method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (thrown) {
    if (signal?.aborted) throw thrown
    throw offline()
  }
}

async function read<Op extends Operation>(answer: Response): Promise<Output<Op>> {
  if (!answer.ok) {
    const problem = await problemOf(answer)
    if (problem.status === 403) for (const listener of forbidden) listener(problem)
    throw problem
  }
  if (answer.status === 204) return null as Output<Op>
  if (!/json/.test(answer.headers.get('content-type') ?? '')) return (await answer.text()) as Output<Op>
  return (await answer.json()) as Output<Op>
}

let renewing: Promise<boolean> | undefined

/** False when there is no session any more. Many requests that fail together renew once. */
export function renew(): Promise<boolean> {
  renewing ??= renewOnce().finally(() => {
    renewing = undefined
  })
  return renewing
}

async function renewOnce(): Promise<boolean> {
  const answer = await send(RenewToken, {})
  if (answer.status >= 500) throw await problemOf(answer)
  return answer.ok
}
