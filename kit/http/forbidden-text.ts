import type { FieldProblem } from '../service/errors.ts'
import { fieldProblem } from '../service/refusals.ts'

/** Whether JSON can hold something of what `forbiddenIn` looks for; most texts cannot, and need no closer look. */
export const mayBeForbidden = (json: string): boolean => /\\u00(?:00|5[fF])|__proto__/.test(json)

type Seen = { readonly value: unknown; readonly place: string }

/**
 * The first text with the character NUL, which PostgreSQL cannot keep, or the first name `__proto__`, which is never meant
 * well. Looks at each value once, and not by calling itself: how deep a value is must not decide over the stack.
 */
export function forbiddenIn(part: string, whole: unknown): FieldProblem | null {
  const left: Seen[] = [{ value: whole, place: part }]
  for (let seen = left.pop(); seen; seen = left.pop()) {
    const { value, place } = seen
    if (typeof value === 'string') {
      if (value.includes('\0')) return fieldProblem(place, 'field.nul')
    } else if (Array.isArray(value)) {
      for (let at = value.length - 1; at >= 0; at--) left.push({ value: value[at], place: `${place}[${at}]` })
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value).reverse()) {
        if (name === '__proto__') return fieldProblem(place, 'field.proto')
        if (name.includes('\0')) return fieldProblem(place, 'field.nul')
        left.push({ value: inner, place: `${place}.${name}` })
      }
    }
  }
  return null
}
