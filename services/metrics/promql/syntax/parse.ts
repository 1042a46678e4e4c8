import type { SyntaxNode } from '@lezer/common'
import type { LRParser } from '@lezer/lr'
import { lazyRequire } from '../../../../kit/runtime/lazy-require.ts'
import { Refusal } from '../../../../kit/service/errors.ts'
import { type Matcher, matching } from '../../../../kit/telemetry/series/matcher.ts'
import { parseError } from '../errors.ts'
import type { Expr, Matching, Shift } from './ast.ts'
import { check, setOperators } from './check.ts'
import { durationOf, numberOf, stringOf } from './literals.ts'
import { aggregations, nativeHistogramFunctions } from './signatures.ts'

const grammar = lazyRequire<{ readonly parser: LRParser }>('@prometheus-io/lezer-promql')

export const longestQuery = 10_000
const deepest = 100

/** The expression that a text of PromQL says; a text that says none is refused with the place of the fault. */
export function parse(text: string): Expr {
  if (text.length > longestQuery) throw parseError(`query is longer than ${longestQuery} characters`)
  const top = grammar().parser.parse(text).topNode
  refuseFaults(top, text)
  const found = expressions(top)[0]
  if (!found) throw parseError('no expression found in input')
  const expr = new Reader(text).expr(found, 0)
  check(expr)
  return expr
}

function refuseFaults(top: SyntaxNode, text: string): void {
  const cursor = top.cursor()
  do {
    if (cursor.type.isError) throw faultAt(text, cursor.from)
  } while (cursor.next())
}

function faultAt(text: string, at: number): Error {
  const name = /([A-Za-z_]\w*)\s*$/.exec(text.slice(0, at))?.[1]
  if (text[at] === '(' && name) return parseError(`parse error: unknown function with name "${name}"`)
  if (text.trim() === '') return parseError('unknown position: parse error: no expression found in input')
  const lines = text.slice(0, at).split('\n')
  const place = `${lines.length}:${(lines.at(-1) ?? '').length + 1}`
  const rest = text.slice(at).trim()
  return parseError(
    `${place}: parse error: unexpected ${rest === '' ? 'end of input' : JSON.stringify(rest.slice(0, 20))}`,
  )
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child)
  }
  return children
}

const kinds: ReadonlySet<string> = new Set([
  ...['AggregateExpr', 'BinaryExpr', 'FunctionCall', 'MatrixSelector', 'NumberLiteral', 'OffsetExpr', 'ParenExpr'],
  ...['StringLiteral', 'SubqueryExpr', 'UnaryExpr', 'VectorSelector', 'StepInvariantExpr'],
])

const expressions = (node: SyntaxNode): readonly SyntaxNode[] => childrenOf(node).filter(({ name }) => kinds.has(name))

const present: Shift = { offset: 0, at: null }

class Reader {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  expr(node: SyntaxNode, depth: number): Expr {
    if (depth > deepest) throw parseError(`expression is nested more than ${deepest} times`)
    switch (node.name) {
      case 'NumberLiteral':
        return { kind: 'number', value: numberOf(this.#of(node)) }
      case 'StringLiteral':
        return { kind: 'string', value: stringOf(this.#of(node)) }
      case 'VectorSelector':
        return { kind: 'vector-selector', matchers: this.#matchers(node), ...present }
      case 'MatrixSelector':
        return this.#range(node, depth)
      case 'SubqueryExpr':
        return this.#subquery(node, depth)
      case 'OffsetExpr':
        return this.#offset(node, depth)
      case 'StepInvariantExpr':
        return this.#at(node, depth)
      case 'ParenExpr':
        return { kind: 'paren', expr: this.#inner(node, depth) }
      case 'UnaryExpr':
        return { kind: 'unary', op: this.#of(node).startsWith('-') ? '-' : '+', expr: this.#inner(node, depth) }
      case 'FunctionCall':
        return this.#call(node, depth)
      case 'AggregateExpr':
        return this.#aggregate(node, depth)
      default:
        return this.#binary(node, depth)
    }
  }

  #of(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to)
  }

  #inner(node: SyntaxNode, depth: number): Expr {
    const [inner] = expressions(node)
    if (!inner) throw faultAt(this.#text, node.from)
    return this.expr(inner, depth + 1)
  }

  #child(node: SyntaxNode, name: string): SyntaxNode {
    const child = node.getChild(name)
    if (!child) throw faultAt(this.#text, node.from)
    return child
  }

  #matchers(node: SyntaxNode): readonly Matcher[] {
    const name = node.getChild('Identifier')
    const matchers = (node.getChild('LabelMatchers')?.getChildren('LabelMatcher') ?? []).map(matcher => ({
      label: this.#of(this.#child(matcher, 'LabelName')),
      is: this.#of(this.#child(matcher, 'MatchOp')) as Matcher['is'],
      value: stringOf(this.#of(this.#child(matcher, 'StringLiteral'))),
    }))
    if (!name) return refuseUnselective(matchers)
    const metric: Matcher = { label: '__name__', is: '=', value: this.#of(name) }
    const again = matchers.find(({ label }) => label === '__name__')
    if (again) {
      throw parseError(
        `metric name must not be set twice: ${JSON.stringify(metric.value)} or ${JSON.stringify(again.value)}`,
      )
    }
    return refuseUnselective([metric, ...matchers])
  }

  #range(node: SyntaxNode, depth: number): Expr {
    const selector = this.#inner(node, depth)
    if (selector.kind !== 'vector-selector') throw parseError('ranges only allowed for vector selectors')
    if (selector.offset !== 0) throw parseError('no offset modifiers allowed before range')
    if (selector.at !== null) throw parseError('no @ modifiers allowed before range')
    const range = durationOf(this.#of(this.#child(node, 'Duration')))
    return { kind: 'matrix-selector', matchers: selector.matchers, range, ...present }
  }

  #subquery(node: SyntaxNode, depth: number): Expr {
    const [range, step] = node.getChildren('Duration').map(duration => durationOf(this.#of(duration)))
    if (range === undefined) throw faultAt(this.#text, node.from)
    return { kind: 'subquery', expr: this.#inner(node, depth), range, step: step ?? null, ...present }
  }

  #offset(node: SyntaxNode, depth: number): Expr {
    const expr = this.#inner(node, depth)
    if (!isShiftable(expr)) {
      throw parseError(
        'offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      )
    }
    if (expr.offset !== 0) throw parseError('offset may not be set multiple times')
    const offset = durationOf(this.#of(this.#child(node, 'Duration')))
    return { ...expr, offset: node.getChild('Sub') ? -offset : offset }
  }

  #at(node: SyntaxNode, depth: number): Expr {
    const expr = this.#inner(node, depth)
    if (!isShiftable(expr)) {
      throw parseError(
        '@ modifier must be preceded by an instant vector selector or range vector selector or a subquery',
      )
    }
    if (expr.at !== null) throw parseError('@ <timestamp> may not be set multiple times')
    const preprocessor = node.getChild('AtModifierPreprocessors')
    if (preprocessor) return { ...expr, at: preprocessor.getChild('Start') ? 'start' : 'end' }
    const number = expressions(node).at(-1)
    const seconds = number ? numberOf(this.#of(number)) : Number.NaN
    const negative = node.getChild('Sub') ? -1 : 1
    if (!(Math.abs(seconds) < 2 ** 53)) throw parseError(`timestamp out of bounds for @ modifier: ${seconds}`)
    return { ...expr, at: roundAway(negative * seconds * 1_000) }
  }

  #args(node: SyntaxNode, depth: number): readonly Expr[] {
    return expressions(this.#child(node, 'FunctionCallBody')).map(arg => this.expr(arg, depth + 1))
  }

  #call(node: SyntaxNode, depth: number): Expr {
    const name = this.#of(this.#child(node, 'FunctionIdentifier'))
    if (nativeHistogramFunctions.has(name)) {
      throw parseError(`function "${name}" is not supported: native histograms are not stored`)
    }
    return { kind: 'call', name, args: this.#args(node, depth) }
  }

  #aggregate(node: SyntaxNode, depth: number): Expr {
    const op = this.#of(this.#child(node, 'AggregateOp')).toLowerCase()
    const args = this.#args(node, depth)
    const wanted = aggregations.get(op) ? 2 : 1
    if (args.length !== wanted) {
      throw parseError(
        `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      )
    }
    const [first, last] = [args[0], args.at(-1)]
    if (!first || !last) throw faultAt(this.#text, node.from)
    const modifier = node.getChild('AggregateModifier')
    const without = Boolean(modifier?.getChild('Without'))
    const labels = this.#labels(modifier?.getChild('GroupingLabels'))
    return { kind: 'aggregate', op, param: wanted === 2 ? first : null, expr: last, without, labels }
  }

  #labels(node: SyntaxNode | null | undefined): readonly string[] {
    return (node?.getChildren('LabelName') ?? []).map(label => this.#of(label))
  }

  #binary(node: SyntaxNode, depth: number): Expr {
    const children = childrenOf(node)
    const [left, right] = expressions(node)
    const op = children.find(child => child.from >= (left?.to ?? 0))
    if (!left || !right || !op) throw faultAt(this.#text, node.from)
    const operator = this.#of(op).toLowerCase()
    const bool = children.some(({ name }) => name === 'BoolModifier')
    const matched = this.#matching(node.getChild('MatchingModifierClause'), operator)
    // A sign binds less than `^`, but the grammar takes it for part of a number.
    const signed = operator === '^' && left.name === 'NumberLiteral' && /^[+-]/.test(this.#of(left))
    const base: Expr = signed
      ? { kind: 'number', value: Math.abs(numberOf(this.#of(left))) }
      : this.expr(left, depth + 1)
    const binary: Expr = {
      kind: 'binary',
      op: operator,
      left: base,
      right: this.expr(right, depth + 1),
      bool,
      matching: matched,
    }
    return signed ? { kind: 'unary', op: this.#of(left).startsWith('-') ? '-' : '+', expr: binary } : binary
  }

  #matching(clause: SyntaxNode | null, op: string): Matching {
    const on = Boolean(clause?.getChild('On'))
    const [labels, include] = clause?.getChildren('GroupingLabels') ?? []
    const many = clause?.getChild('GroupLeft') ? 'many-to-one' : clause?.getChild('GroupRight') ? 'one-to-many' : null
    const cardinality = many ?? (setOperators.has(op) ? 'many-to-many' : 'one-to-one')
    return { on, labels: this.#labels(labels), cardinality, include: this.#labels(include) }
  }
}

const isShiftable = (expr: Expr) =>
  expr.kind === 'vector-selector' || expr.kind === 'matrix-selector' || expr.kind === 'subquery'

function refuseUnselective(matchers: readonly Matcher[]): readonly Matcher[] {
  const selects = matchers.map(matcher => !matchesNothing(matcher))
  if (!selects.includes(true)) throw parseError('vector selector must contain at least one non-empty matcher')
  return matchers
}

/** Whether a series without that label is matched; reading it also finds expressions that are none. */
function matchesNothing(matcher: Matcher): boolean {
  try {
    return matching([matcher])({ name: '', labels: {} })
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    throw parseError(`error parsing regexp: ${thrown.message}`)
  }
}

/** As Go's `math.Round`. */
const roundAway = (value: number): number => Math.sign(value) * Math.round(Math.abs(value))
