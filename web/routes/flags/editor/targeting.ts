/** Rules as rows for the common cases, to and from JsonLogic. What rows cannot say stays JSON. */

export const operators = [
  '==',
  '!=',
  'in',
  'contains',
  'starts_with',
  'ends_with',
  '>',
  '>=',
  '<',
  '<=',
  'segment',
] as const
export type Operator = (typeof operators)[number]
export type Condition = { readonly attribute: string; readonly operator: Operator; readonly value: unknown }
export type Share = readonly [variant: string, weight: number]
/** null: what stands as the default variant. */
export type Served = { readonly variant: string } | { readonly shares: readonly Share[] } | null
export type Rule = { readonly conditions: readonly Condition[]; readonly serve: Served }
export type Targeting = { readonly rules: readonly Rule[]; readonly otherwise: Served }

type Logic = Readonly<Record<string, unknown>>
const isLogic = (value: unknown): value is Logic => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Undefined when rows cannot say it. */
export function toRows(targeting: unknown): Targeting | undefined {
  if (targeting === undefined || targeting === null) return { rules: [], otherwise: null }
  if (isLogic(targeting) && Object.keys(targeting).length === 0) return { rules: [], otherwise: null }
  const branches = argumentsOf(targeting, 'if')
  if (!branches) {
    const otherwise = servedOf(targeting)
    return otherwise === undefined ? undefined : { rules: [], otherwise }
  }
  const rules: Rule[] = []
  for (let at = 0; at + 1 < branches.length; at += 2) {
    const [conditions, serve] = [conditionsOf(branches[at]), servedOf(branches[at + 1])]
    if (!conditions || serve === undefined) return undefined
    rules.push({ conditions, serve })
  }
  const otherwise = branches.length % 2 === 1 ? servedOf(branches.at(-1)) : null
  return otherwise === undefined ? undefined : { rules, otherwise }
}

export function fromRows({ rules, otherwise }: Targeting): unknown {
  const last = logicOfServed(otherwise)
  if (rules.length === 0) return last ?? undefined
  const branches = rules.flatMap(({ conditions, serve }) => [logicOfAll(conditions), logicOfServed(serve)])
  return { if: otherwise === null ? branches : [...branches, last] }
}

/** Weights as whole numbers that are a hundred together, whatever they were. */
export function hundred(shares: readonly Share[]): readonly Share[] {
  const sum = shares.reduce((total, [, weight]) => total + weight, 0)
  if (sum === 0) return shares.map(([variant], index) => [variant, index === 0 ? 100 : 0])
  const whole = shares.map(([variant, weight]): Share => [variant, Math.floor((weight / sum) * 100)])
  const missing = 100 - whole.reduce((total, [, weight]) => total + weight, 0)
  return whole.map(([variant, weight], index) => [variant, index < missing ? weight + 1 : weight])
}

/** One share moves, the others make room in proportion to what they have. */
export function moveShare(shares: readonly Share[], index: number, weight: number): readonly Share[] {
  const wanted = Math.max(0, Math.min(100, Math.round(weight)))
  const others = shares.filter((_, at) => at !== index)
  const sum = others.reduce((total, [, other]) => total + other, 0)
  let left = 100 - wanted
  return shares.map(([variant, before], at): Share => {
    if (at === index) return [variant, wanted]
    const isLast = shares.every((_, later) => later <= at || later === index)
    const fair = sum === 0 ? Math.floor((100 - wanted) / others.length) : Math.round(((100 - wanted) * before) / sum)
    const given = isLast ? left : Math.min(left, fair)
    left -= given
    return [variant, given]
  })
}

/** Text as it is typed, to a value that compares as people mean it. */
export function typedValue(operator: Operator, text: string): unknown {
  if (operator === 'in') {
    return text
      .split(',')
      .map(part => part.trim())
      .filter(Boolean)
  }
  const isOrder = operator === '<' || operator === '<=' || operator === '>' || operator === '>='
  if (isOrder && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  return text
}

export const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value ?? ''))

function argumentsOf(logic: unknown, name: string): readonly unknown[] | undefined {
  if (!isLogic(logic) || Object.keys(logic).length !== 1) return undefined
  const found = logic[name]
  return Array.isArray(found) ? found : undefined
}

function attributeOf(logic: unknown): string | undefined {
  if (!isLogic(logic) || Object.keys(logic).length !== 1) return undefined
  const name = Array.isArray(logic.var) && logic.var.length === 1 ? logic.var[0] : logic.var
  return typeof name === 'string' && name !== '' ? name : undefined
}

/** All have to hold, as in a segment. Undefined when rows cannot say it. */
export function conditionsOf(logic: unknown): readonly Condition[] | undefined {
  const all = argumentsOf(logic, 'and') ?? [logic]
  const conditions = all.map(conditionOf)
  return conditions.every(one => one !== undefined) ? conditions : undefined
}

function conditionOf(logic: unknown): Condition | undefined {
  if (isLogic(logic) && typeof logic.$ref === 'string' && Object.keys(logic).length === 1) {
    return { attribute: '', operator: 'segment', value: logic.$ref }
  }
  const name = isLogic(logic) ? Object.keys(logic)[0] : undefined
  const parts = name === undefined ? undefined : argumentsOf(logic, name)
  if (name === undefined || parts?.length !== 2) return undefined
  const [one, other] = parts
  if (name === 'in') {
    const attribute = attributeOf(one)
    if (attribute && Array.isArray(other) && other.every(isPlain)) return { attribute, operator: 'in', value: other }
    const within = attributeOf(other)
    return within && typeof one === 'string' ? { attribute: within, operator: 'contains', value: one } : undefined
  }
  const operator = operators.find(known => known === name)
  const attribute = attributeOf(one)
  const isSimple = operator && operator !== 'contains' && operator !== 'segment'
  return isSimple && attribute && isPlain(other) ? { attribute, operator, value: other } : undefined
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

function servedOf(logic: unknown): Served | undefined {
  if (logic === null) return null
  if (typeof logic === 'string') return { variant: logic }
  const parts = argumentsOf(logic, 'fractional')
  if (!parts || parts.length === 0) return undefined
  const shares: Share[] = []
  for (const part of parts) {
    const [variant, weight = 1] = Array.isArray(part) ? part : []
    if (typeof variant !== 'string' || typeof weight !== 'number' || weight < 0) return undefined
    shares.push([variant, weight])
  }
  return { shares }
}

function logicOfServed(served: Served): unknown {
  if (served === null) return null
  return 'variant' in served ? served.variant : { fractional: served.shares.map(([name, weight]) => [name, weight]) }
}

export function logicOfAll(conditions: readonly Condition[]): unknown {
  const all = conditions.map(logicOf)
  return all.length === 1 ? all[0] : { and: all }
}

function logicOf({ attribute, operator, value }: Condition): unknown {
  const variable = { var: attribute }
  if (operator === 'segment') return { $ref: value }
  if (operator === 'contains') return { in: [value, variable] }
  return { [operator]: [variable, value] }
}
