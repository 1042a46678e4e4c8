import type { ValueType } from './ast.ts'

export type Signature = {
  readonly args: readonly ValueType[]
  /** So many of the last argument may be left out; negative: it may be repeated. */
  readonly variadic: number
  readonly returns: ValueType
}

const vector: readonly ValueType[] = ['vector']
const matrix: readonly ValueType[] = ['matrix']

const returning = (
  returns: ValueType,
  args: readonly ValueType[],
  names: readonly string[],
  variadic = 0,
): [string, Signature][] => names.map(name => [name, { args, variadic, returns }])

/** Every function of Prometheus 2.42 for classic series (promql/parser/functions.go). */
export const signatures: ReadonlyMap<string, Signature> = new Map([
  ...returning('vector', vector, ['abs', 'absent', 'ceil', 'exp', 'floor', 'ln', 'log2', 'log10', 'sgn', 'sqrt']),
  ...returning('vector', vector, ['acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cos', 'cosh', 'deg', 'rad']),
  ...returning('vector', vector, ['sin', 'sinh', 'tan', 'tanh', 'sort', 'sort_desc', 'timestamp']),
  ...returning('vector', matrix, ['absent_over_time', 'avg_over_time', 'count_over_time', 'last_over_time']),
  ...returning('vector', matrix, ['max_over_time', 'min_over_time', 'present_over_time', 'sum_over_time']),
  ...returning('vector', matrix, ['stddev_over_time', 'stdvar_over_time', 'changes', 'resets', 'deriv']),
  ...returning('vector', matrix, ['delta', 'idelta', 'increase', 'irate', 'rate']),
  ...returning('vector', ['scalar', 'matrix'], ['quantile_over_time']),
  ...returning('vector', ['matrix', 'scalar'], ['predict_linear']),
  ...returning('vector', ['matrix', 'scalar', 'scalar'], ['holt_winters']),
  ...returning('vector', ['scalar', 'vector'], ['histogram_quantile']),
  ...returning('vector', ['vector', 'scalar', 'scalar'], ['clamp']),
  ...returning('vector', ['vector', 'scalar'], ['clamp_max', 'clamp_min']),
  ...returning('vector', ['vector', 'scalar'], ['round'], 1),
  ...returning('vector', vector, ['day_of_month', 'day_of_week', 'day_of_year', 'days_in_month'], 1),
  ...returning('vector', vector, ['hour', 'minute', 'month', 'year'], 1),
  ...returning('vector', ['vector', 'string', 'string', 'string', 'string'], ['label_replace']),
  ...returning('vector', ['vector', 'string', 'string', 'string'], ['label_join'], -1),
  ...returning('vector', ['scalar'], ['vector']),
  ...returning('scalar', vector, ['scalar']),
  ...returning('scalar', [], ['pi', 'time']),
])

/** They read native histograms, which are not stored here. */
export const nativeHistogramFunctions: ReadonlySet<string> = new Set([
  'histogram_count',
  'histogram_sum',
  'histogram_fraction',
])

export const aggregations: ReadonlyMap<string, ValueType | null> = new Map<string, ValueType | null>([
  ...['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar'].map(op => [op, null] as const),
  ...['topk', 'bottomk', 'quantile'].map(op => [op, 'scalar'] as const),
  ['count_values', 'string'],
])
