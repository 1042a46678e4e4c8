import type { FlagProblem } from '../../../contracts/flags.ts'

export type TreeLimits = {
  readonly depth: number
  /** Of a text, in characters. */
  readonly text: number
  /** Values in all. */
  readonly values: number
  /** Of all texts and names together. */
  readonly characters: number
}

/** Names that reach into every object of JavaScript: nobody means them well, and other programs trip over them. */
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
export const isForbidden = (key: string): boolean => forbidden.has(key)
export const forbiddenMessage = 'is a name that JavaScript keeps for itself; use another one'

/** The first thing that must not be in any JSON that we keep or compute with; null when there is none. */
export function treeProblem(value: unknown, path: string, limits: TreeLimits): FlagProblem | null {
  const counted = { values: 0, characters: 0 }
  const tooLong = (length: number, at: string): FlagProblem | null => {
    counted.characters += length
    if (counted.characters <= limits.characters) return null
    return error(at, `holds more than ${limits.characters} characters in all; split it`)
  }
  const look = (inner: unknown, at: string, depth: number): FlagProblem | null => {
    if (++counted.values > limits.values) return error(at, `holds more than ${limits.values} values; split it`)
    if (typeof inner === 'string') return textProblem(inner, at, limits.text) ?? tooLong(inner.length, at)
    if (typeof inner === 'number' && !Number.isFinite(inner)) return error(at, 'must be a finite number')
    if (typeof inner !== 'object' || inner === null) return null
    if (depth >= limits.depth) return error(at, `is nested more than ${limits.depth} levels deep; make it flatter`)
    if (Array.isArray(inner)) {
      for (let index = 0; index < inner.length; index++) {
        const problem = look(inner[index], at, depth + 1)
        if (problem) return problem.path === at ? { ...problem, path: pathTo(at, index) } : problem
      }
      return null
    }
    for (const key of Object.keys(inner)) {
      if (forbidden.has(key)) return error(pathTo(at, key), forbiddenMessage)
      if (key.length > limits.text) return error(at, `has a name of more than ${limits.text} characters`)
      const problem =
        tooLong(key.length, at) ?? look((inner as Readonly<Record<string, unknown>>)[key], pathTo(at, key), depth + 1)
      if (problem) return problem
    }
    return null
  }
  return look(value, path, 0)
}

function textProblem(text: string, path: string, longest: number): FlagProblem | null {
  if (text.length > longest) return error(path, `is a text of ${text.length} characters; at most ${longest} are taken`)
  return text.includes('\0') ? error(path, 'must not contain the character NUL') : null
}

const error = (path: string, message: string): FlagProblem => ({ path, message, severity: 'error' })

/** `flags.checkout.variants["dark mode"]` */
export function pathTo(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}[${key}]`
  const part = /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key.slice(0, 200))}]`
  if (base === '') return part
  return part.startsWith('[') ? `${base}${part}` : `${base}.${part}`
}
