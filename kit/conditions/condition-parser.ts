import { closest, distance } from 'fastest-levenshtein'
import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
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

class Mistake extends Error {
  readonly problem: Message
  constructor(at: number, problem: Message) {
    super()
    this.problem = say('setting.condition', { column: at + 1, problem })
  }
}

/**
 * `<subject> <operator> <value>`, nothing more: `body.items[0]['odd name'] == 'ok'`. `words` are the subjects that may
 * be asked for.
 */
export function parseCondition(text: string, words: readonly string[]): Parsed | { readonly problem: Message } {
  try {
    return parsed(text, words)
  } catch (thrown) {
    if (thrown instanceof Mistake) return { problem: thrown.problem }
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
  if ('problem' in pattern) throw new Mistake(at, pattern.problem)
  return { subject, operator, value, pattern }
}

function readSubject(text: string, start: number, words: readonly string[]): readonly [Subject, number] {
  const word = match(text, start, /[\p{L}_][\p{L}\p{N}_]*/uy)
  if (!words.includes(word)) {
    const names = words.map(known => (known === 'header' ? 'header.<name>' : known))
    if (!word) throw new Mistake(start, say('setting.subject-missing', { names }))
    const meant = nearest(word, words)
    if (meant === undefined) throw new Mistake(start, say('setting.subject-unknown', { word, names }))
    throw new Mistake(start, say('setting.subject-meant', { word, meant, names }))
  }
  const next = start + word.length
  if (word === 'header') {
    const name = match(text, next, /\.[\w!#$%&'*+.^`|~-]+/y)
    if (!name) throw new Mistake(next, say('setting.header-unnamed'))
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
  if (text[at] === '.' || text[at] === '[') throw new Mistake(at, say('setting.path', { example: "['any name']" }))
  return [path, at]
}

function readOperator(text: string, start: number): readonly [Operator, number] {
  const at = start + match(text, start, /\s*/y).length
  const found = match(text, at, /[=!<>~]+|[^\s"'[{]+/y)
  const operator = operators.find(known => known === found)
  if (operator) return [operator, at + found.length]
  const names = operators.join(' ')
  if (!found) throw new Mistake(at, say('setting.operator-missing', { names }))
  const meant = nearest(found, operators)
  if (meant === undefined) throw new Mistake(at, say('setting.operator-unknown', { word: found, names }))
  throw new Mistake(at, say('setting.operator-meant', { word: found, meant, names }))
}

function readValue(text: string, start: number): unknown {
  const at = start + match(text, start, /\s*/y).length
  const literal = text.slice(at).trimEnd()
  if (literal === '') throw new Mistake(at, say('setting.value-missing', { example: "'text'" }))
  const quoted = /^'((?:[^']|'')*)'$/.exec(literal)?.[1]
  if (quoted !== undefined) return quoted.replaceAll("''", "'")
  try {
    return JSON.parse(literal) as unknown
  } catch {
    if (/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(literal)) throw new Mistake(at, say('setting.value-unit', { value: literal }))
    if (/^[\w./-]+$/.test(literal)) throw new Mistake(at, say('setting.value-unquoted', { example: `'${literal}'` }))
    throw new Mistake(at, say('setting.value-several', { value: literal, example: "'text'" }))
  }
}

function checkTypes({ subject, operator, value }: Omit<Parsed, 'pattern'>, at: number): void {
  const { word } = subject
  if (operator === 'matches' && typeof value !== 'string')
    throw new Mistake(at, say('setting.expression-missing', { example: "'^v[0-9]+$'" }))
  if (/^[<>]/.test(operator) && typeof value !== 'number')
    throw new Mistake(at, say('setting.number-needed', { operator }))
  if (!numbers.has(word)) return
  if (operator === 'contains' || operator === 'matches')
    throw new Mistake(at, say('setting.operator-for-text', { word, operator }))
  if (typeof value !== 'number') throw new Mistake(at, say('setting.number-quoted', { word }))
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

function nearest(word: string, known: readonly string[]): string | undefined {
  const alias = aliases.get(word)
  if (alias && known.includes(alias)) return alias
  const near = closest(word.toLowerCase(), known)
  return distance(word.toLowerCase(), near) <= Math.max(2, near.length / 3) ? near : undefined
}
