import type { Input, Operation } from '../../service/operation.ts'
import { invalidFields } from '../../service/refusals.ts'
import { validator } from '../../service/validation.ts'
import { usualJson } from './json-limits.ts'
import { parseBytes } from './parse-json.ts'

/** What the handler of an operation with `bytes` is given as its body. */
export function bodyBytes(body: unknown): Uint8Array {
  if (body === undefined) return new Uint8Array(0)
  if (body instanceof Uint8Array) return body
  throw new Error('this operation does not take its body as bytes')
}

/** The body that such bytes hold, checked as every other body is; for threads, where a large one keeps nobody waiting. */
export function parseBody<Op extends Operation>({ body, json_limit }: Op, bytes: Uint8Array): Input<Op>['body'] {
  const value = parseBytes(bytes, { ...usualJson, ...json_limit })
  if (!body) throw new Error('this operation takes no body')
  const checked = validator(body, 'body')(value)
  if ('value' in checked) return checked.value as Input<Op>['body']
  throw invalidFields('http.invalid', checked.problems)
}
