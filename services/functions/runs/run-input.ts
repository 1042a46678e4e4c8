import { isSecretField } from '../../../kit/http-client/secret-names.ts'
import type { CallRequest } from '../runners/function-process.ts'

/** What a function is given, as it is kept with the run. */
export type RunInput = {
  readonly method: string
  /** Below the function: `/` or `/orders/7`. */
  readonly path: string
  /** Without its question mark. */
  readonly query_text: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** A body that is larger is not kept: the run cannot be repeated. In bytes. */
export const keptBody = 2 ** 20

export const inputOf = (body: string | Buffer, headers: RunInput['headers'] = {}): RunInput => ({
  method: 'POST',
  path: '/',
  query_text: '',
  headers,
  body: typeof body === 'string' ? Buffer.from(body) : body,
})

/** Null: it is too large to be kept. Headers that are secret are left out: a replay goes without them. */
export function inputToText({ body, headers, ...rest }: RunInput): string | null {
  if (body.length > keptBody) return null
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !isSecretField(name)))
  return JSON.stringify({ ...rest, headers: kept, body: body.toString('base64') })
}

export function inputFromText(text: string): RunInput {
  const { body, ...rest } = JSON.parse(text) as Omit<RunInput, 'body'> & { readonly body: string }
  return { ...rest, body: Buffer.from(body, 'base64') }
}

export function requestOf(input: RunInput, headers: RunInput['headers']): CallRequest {
  const query: Record<string, string | string[]> = {}
  for (const [key, value] of new URLSearchParams(input.query_text)) {
    const known = Object.hasOwn(query, key) ? query[key] : undefined
    query[key] = known === undefined ? value : [known, value].flat()
  }
  return { ...input, query, headers: { ...input.headers, ...headers } }
}
