import { invalidFields } from '../../service/refusals.ts'
import { forbiddenIn, mayBeForbidden } from '../forbidden-text.ts'
import { invalidJson, tooComplex } from '../problem.ts'
import { JsonCounter, type JsonLimits } from './json-limits.ts'

/** Of a text whose depth and number of values are known to be bounded. */
export function parseJson(text: string): unknown {
  // Several clients send "application/json" with no body at all; for us that is the same as no body.
  if (text === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidJson()
  }
  const forbidden = mayBeForbidden(text) ? forbiddenIn('body', value) : null
  if (forbidden) throw invalidFields('http.invalid', [forbidden])
  return value
}

/** Refuses bytes that nobody has looked into yet where parsing them would take too long. */
export function requireWithin(bytes: Uint8Array, limits: JsonLimits): void {
  const exceeded = new JsonCounter(limits).add(bytes)
  if (exceeded) throw tooComplex(exceeded, limits)
}

/** Of bytes that nobody has looked into yet. */
export function parseBytes(bytes: Uint8Array, limits: JsonLimits): unknown {
  requireWithin(bytes, limits)
  return parseJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString())
}
