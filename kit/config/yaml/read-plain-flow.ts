import { plainScalar } from './plain-scalar.ts'
import type { Written } from './source-positions.ts'

type Flow = { readonly value: unknown; readonly written: Written }

const name = /([A-Za-z_][\w.-]*): +/y
const quoted = /"([^"\\]*)"|'([^']*)'(?!')/y
const plain = /[A-Za-z0-9/_$](?:[^,[\]{}"'#: ]| (?![ #,\]}])|:(?![ ,[\]{}]))*/y
const open = /([{[]) */y
const comma = / *, */y
const close = / *([}\]])/y
const rest = /(?: +#.*)?$/y

/** `{ a: 1, b: [x, "y"] }` on one line, as far as it is plain; undefined for anything else. */
export function readPlainFlow(text: string, line: number): Flow | undefined {
  const reader = new FlowReader(text, line)
  const flow = reader.collection(0)
  return flow && reader.take(rest) ? flow : undefined
}

class FlowReader {
  readonly #text: string
  readonly #line: number
  #at = 0

  constructor(text: string, line: number) {
    this.#text = text
    this.#line = line
  }

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (!match) return undefined
    this.#at = pattern.lastIndex
    return match
  }

  collection(depth: number): Flow | undefined {
    const bracket = this.take(open)?.[1]
    if (bracket === undefined || depth > 8) return undefined
    const end = bracket === '{' ? '}' : ']'
    const value: Record<string, unknown> | unknown[] = bracket === '{' ? {} : []
    const parts = new Map<string | number, Written>()
    if (this.take(close)?.[1] === end) return { value, written: { at: this.#line, parts } }
    do {
      const key = Array.isArray(value) ? value.length : this.#key(parts)
      const item = key === undefined ? undefined : (this.collection(depth + 1) ?? this.#single())
      if (key === undefined || item === undefined) return undefined
      if (Array.isArray(value)) value.push(item.value)
      else value[key] = item.value
      parts.set(key, item.written)
    } while (this.take(comma))
    return this.take(close)?.[1] === end ? { value, written: { at: this.#line, parts } } : undefined
  }

  #key(parts: ReadonlyMap<string | number, Written>): string | undefined {
    const key = this.take(name)?.[1]
    const special = key === undefined || parts.has(key) || /^(true|false|null|__proto__)$/i.test(key)
    return special ? undefined : key
  }

  #single(): Flow | undefined {
    const [whole, double, single] = this.take(quoted) ?? []
    if (whole !== undefined) return { value: double ?? single, written: { at: this.#line } }
    const text = this.take(plain)?.[0]
    const value = text === undefined ? undefined : plainScalar(text)
    return value === undefined ? undefined : { value, written: { at: this.#line } }
  }
}
