import type { Matcher } from '../../../../kit/telemetry/series/matcher.ts'

export type ValueType = 'scalar' | 'vector' | 'matrix' | 'string'

export type NumberLiteral = { readonly kind: 'number'; readonly value: number }
export type StringLiteral = { readonly kind: 'string'; readonly value: string }

/** When a selector or subquery is evaluated: at a fixed time where `at` names one, and earlier by `offset` milliseconds. */
export type Shift = { readonly offset: number; readonly at: number | 'start' | 'end' | null }

export type VectorSelector = Shift & { readonly kind: 'vector-selector'; readonly matchers: readonly Matcher[] }
export type MatrixSelector = Shift & {
  readonly kind: 'matrix-selector'
  readonly matchers: readonly Matcher[]
  readonly range: number
}
export type Subquery = Shift & {
  readonly kind: 'subquery'
  readonly expr: Expr
  readonly range: number
  /** Null takes the default interval of evaluation. */
  readonly step: number | null
}
export type Selector = VectorSelector | MatrixSelector
export type RangeExpr = MatrixSelector | Subquery

export type Call = { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
export type Grouping = { readonly without: boolean; readonly labels: readonly string[] }
export type Aggregate = Grouping & {
  readonly kind: 'aggregate'
  readonly op: string
  readonly param: Expr | null
  readonly expr: Expr
}
export type Matching = {
  readonly on: boolean
  readonly labels: readonly string[]
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many'
  /** Labels that `group_left` and `group_right` take over from the "one" side. */
  readonly include: readonly string[]
}
export type Binary = {
  readonly kind: 'binary'
  readonly op: string
  readonly left: Expr
  readonly right: Expr
  readonly bool: boolean
  readonly matching: Matching
}
export type Unary = { readonly kind: 'unary'; readonly op: '+' | '-'; readonly expr: Expr }
export type Paren = { readonly kind: 'paren'; readonly expr: Expr }

export type Expr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren

export function withoutParens(expr: Expr): Exclude<Expr, Paren> {
  let inner = expr
  while (inner.kind === 'paren') inner = inner.expr
  return inner
}
