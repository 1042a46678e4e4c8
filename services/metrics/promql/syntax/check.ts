import { parseError } from '../errors.ts'
import type { Aggregate, Binary, Call, Expr, ValueType } from './ast.ts'
import { aggregations, signatures } from './signatures.ts'

const names: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
}

export const nameOfType = (type: ValueType): string => names[type]

export const comparisons: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<='])
export const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless'])

export function typeOf(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'vector-selector':
    case 'aggregate':
      return 'vector'
    case 'matrix-selector':
    case 'subquery':
      return 'matrix'
    case 'call':
      return signatures.get(expr.name)?.returns ?? 'vector'
    case 'binary':
      return typeOf(expr.left) === 'scalar' && typeOf(expr.right) === 'scalar' ? 'scalar' : 'vector'
    case 'unary':
    case 'paren':
      return typeOf(expr.expr)
  }
}

/** What the grammar allows and the types do not, as `checkAST` of Prometheus's parser. */
export function check(expr: Expr): void {
  switch (expr.kind) {
    case 'call':
      checkCall(expr)
      break
    case 'aggregate':
      checkAggregate(expr)
      break
    case 'binary':
      checkBinary(expr)
      break
    case 'unary':
      check(expr.expr)
      refuseUnary(typeOf(expr.expr))
      break
    case 'subquery':
      check(expr.expr)
      refuseSubquery(typeOf(expr.expr))
      break
    case 'paren':
      check(expr.expr)
      break
    default:
  }
}

function refuseUnary(type: ValueType): void {
  if (type === 'scalar' || type === 'vector') return
  throw parseError(
    `unary expression only allowed on expressions of type scalar or instant vector, got "${nameOfType(type)}"`,
  )
}

function refuseSubquery(type: ValueType): void {
  if (type !== 'vector') throw parseError(`subquery is only allowed on instant vector, got ${type} instead`)
}

function expectType(expr: Expr, wanted: ValueType, where: string): void {
  const type = typeOf(expr)
  if (type !== wanted) {
    throw parseError(`expected type ${nameOfType(wanted)} in ${where}, got ${nameOfType(type)}`)
  }
}

function checkCall({ name, args }: Call): void {
  for (const arg of args) check(arg)
  const signature = signatures.get(name)
  if (!signature) throw parseError(`unknown function with name "${name}"`)
  const { args: types, variadic } = signature
  const most = variadic < 0 ? Number.POSITIVE_INFINITY : types.length
  const least = variadic === 0 ? types.length : types.length - 1
  const calls = `argument(s) in call to "${name}", got ${args.length}`
  if (args.length < least) throw parseError(`expected ${variadic === 0 ? '' : 'at least '}${least} ${calls}`)
  if (args.length > most) throw parseError(`expected ${variadic === 0 ? '' : 'at most '}${most} ${calls}`)
  for (const [at, arg] of args.entries()) {
    expectType(arg, types[Math.min(at, types.length - 1)] ?? 'vector', `call to function "${name}"`)
  }
}

function checkAggregate({ op, param, expr }: Aggregate): void {
  check(expr)
  if (param) check(param)
  expectType(expr, 'vector', 'aggregation expression')
  const wanted = aggregations.get(op) ?? null
  if (wanted && param) expectType(param, wanted, 'aggregation parameter')
}

function checkBinary({ op, left, right, bool, matching }: Binary): void {
  check(left)
  check(right)
  const types = [typeOf(left), typeOf(right)]
  if (bool && !comparisons.has(op)) throw parseError('bool modifier can only be used on comparison operators')
  if (types.some(type => type !== 'scalar' && type !== 'vector')) {
    throw parseError('binary expression must contain only scalar and instant vector types')
  }
  const vectors = types.every(type => type === 'vector')
  if (!vectors && setOperators.has(op)) {
    throw parseError(`set operator "${op}" not allowed in binary scalar expression`)
  }
  if (!vectors && matching.labels.length > 0) {
    throw parseError('vector matching only allowed between instant vectors')
  }
  if (comparisons.has(op) && !bool && types.every(type => type === 'scalar')) {
    throw parseError('comparisons between scalars must use BOOL modifier')
  }
  if (setOperators.has(op) && matching.cardinality !== 'many-to-many') {
    throw parseError(`no grouping allowed for "${op}" operation`)
  }
  const twice = matching.on ? matching.labels.find(label => matching.include.includes(label)) : undefined
  if (twice !== undefined) throw parseError(`label "${twice}" must not occur in ON and GROUP clause at once`)
}
