import { closest, distance } from 'fastest-levenshtein'
import { type Pattern, patternOf } from './pattern.ts'

/** A left side: a word, and for `body` a path into its JSON, for `header` the name in lower case. */
export type Subject = { readonly word: string; readonly path: readonly (string | number)[]; readonly header: string }

const operators = ['==', '!=', '<', '<=', '>', '>=', 'contains', 'matches'] as const
export type Operator = (typeof operators)[number]

export type Parsed = {
  readonly subject: Subject
  readonly operator: Operator
  /** JSON; for `matches` the expression as text. */
  readonly value: unknown
  readonly pattern: Pattern | null
}

const numbers: ReadonlySet<string> = new Set(['status', 'response_ms', 'certificate_days'])

class Mistake extends Error {}

const mistake = (at: number, message: string) => new Mistake(`column ${at + 1}: ${message}`)

/**
 * `<subject> <operator> <value>`, nothing more: `body.items[0]['odd name'] == 'ok'`. `words` are the subjects that may
 * be asked for.
 */
export function parseCondition(text: string, words: readonly string[]): Parsed | { readonly problem: string } {
  try {
    return parsed(text, words)
  } catch (thrown) {
    if (thrown instanceof Mistake) return { problem: thrown.message }
    throw thrown
  }
}

function parsed(text: string, words: readonly string[]): Parsed {
  const start = text.length - text.trimStart().length
  const [subject, afterSubject] = readSubject(text, start, words)
  const [operator, afterOperator] = readOperator(text, afterSubject)
  const value = readValue(text, afterOperator)
  const at = afterOperator + text.slice(afterOperator).search(/\S/)
  checkTypes({ subject, operator, value }, at)
  if (operator !== 'matches') return { subject, operator, value, pattern: null }
  const pattern = patternOf(String(value))
  if ('problem' in pattern) throw mistake(at, pattern.problem)
  return { subject, operator, value, pattern }
}

function readSubject(text: string, start: number, words: readonly string[]): readonly [Subject, number] {
  const word = match(text, start, /[\p{L}_][\p{L}\p{N}_]*/uy)
  if (!words.includes(word)) {
    const all = words.map(known => (known === 'header' ? 'header.<name>' : known)).join(', ')
    throw mistake(
      start,
      `${word ? `unknown "${word}"${nearest(word, words)}` : 'nothing to compare'}; known are ${all}`,
    )
  }
  const next = start + word.length
  if (word === 'header') {
    const name = match(text, next, /\.[\w!#$%&'*+.^`|~-]+/y)
    if (!name) throw mistake(next, 'name the header: header.content-type')
    return [{ word, path: [], header: name.slice(1).toLowerCase() }, next + name.length]
  }
  if (word !== 'body') return [{ word, path: [], header: '' }, next]
  const [path, end] = readPath(text, next)
  return [{ word, path, header: '' }, end]
}

const step = /\.(?<key>[\p{L}\p{N}_$-]+)|\[(?<index>\d{1,9})\]|\['(?<single>[^']*)'\]|\["(?<double>[^"]*)"\]/uy

function readPath(text: string, start: number): readonly [(string | number)[], number] {
  const path: (string | number)[] = []
  let at = start
  for (;;) {
    step.lastIndex = at
    const found = step.exec(text)
    if (!found) break
    const { key, index, single, double } = found.groups ?? {}
    path.push(index === undefined ? (key ?? single ?? double ?? '') : Number(index))
    at = step.lastIndex
  }
  if (text[at] === '.' || text[at] === '[') throw mistake(at, "a path goes on with .name, [0] or ['any name']")
  return [path, at]
}

function readOperator(text: string, start: number): readonly [Operator, number] {
  const at = start + match(text, start, /\s*/y).length
  const found = match(text, at, /[=!<>~]+|[^\s"'[{]+/y)
  const operator = operators.find(known => known === found)
  if (operator) return [operator, at + found.length]
  if (!found) throw mistake(at, `an operator is missing: ${operators.join(' ')}`)
  throw mistake(at, `"${found}" is no operator${nearest(found, operators)}; known are ${operators.join(' ')}`)
}

function readValue(text: string, start: number): unknown {
  const at = start + match(text, start, /\s*/y).length
  const literal = text.slice(at).trimEnd()
  if (literal === '') throw mistake(at, "a value is missing: a number, true, false, null or 'text'")
  const quoted = /^'((?:[^']|'')*)'$/.exec(literal)?.[1]
  if (quoted !== undefined) return quoted.replaceAll("''", "'")
  try {
    return JSON.parse(literal) as unknown
  } catch {
    if (/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(literal)) throw mistake(at, `write a bare number instead of ${literal}`)
    if (/^[\w./-]+$/.test(literal)) throw mistake(at, `put text in quotes: '${literal}'`)
    throw mistake(at, `${literal} is not one value: write a number, true, false, null, 'text' or JSON`)
  }
}

function checkTypes({ subject, operator, value }: Omit<Parsed, 'pattern'>, at: number): void {
  const { word } = subject
  if (operator === 'matches' && typeof value !== 'string') throw mistake(at, "matches needs an expression: '^v[0-9]+$'")
  if (/^[<>]/.test(operator) && typeof value !== 'number') throw mistake(at, `${operator} compares with a number`)
  if (!numbers.has(word)) return
  if (operator === 'contains' || operator === 'matches')
    throw mistake(at, `${word} is a number, ${operator} is for text`)
  if (typeof value !== 'number') throw mistake(at, `${word} is compared with a number, without quotes`)
}

function match(text: string, at: number, expression: RegExp): string {
  expression.lastIndex = at
  return expression.exec(text)?.[0] ?? ''
}

const aliases: ReadonlyMap<string, string> = new Map([
  ['=', '=='],
  ['===', '=='],
  ['!==', '!='],
  ['=>', '>='],
  ['=<', '<='],
  ['~', 'matches'],
])

function nearest(word: string, known: readonly string[]): string {
  const alias = aliases.get(word)
  if (alias && known.includes(alias)) return `, did you mean "${alias}"?`
  const near = closest(word.toLowerCase(), known)
  return distance(word.toLowerCase(), near) <= Math.max(2, near.length / 3) ? `, did you mean "${near}"?` : ''
}
