import { longestText, type Meter, RuleTooCostly, spend } from './evaluation.ts'

// How JsonLogic (https://jsonlogic.com) compares and converts, without giving a rule a way to run code.

/** As in JavaScript, but an empty list is false. */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** JavaScript's `==` for JSON. */
export function looselyEqual(left: unknown, right: unknown, meter: Meter): boolean {
  if (left === right) return true
  if (left === null || left === undefined || right === null || right === undefined) {
    return (left ?? null) === (right ?? null)
  }
  if (typeof left === 'object' && typeof right === 'object') return false
  const one = primitive(left, meter)
  const other = primitive(right, meter)
  if (typeof one === 'string' && typeof other === 'string') return one === other
  return numberOf(one, meter) === numberOf(other, meter)
}

/** Texts among themselves in the order of their characters, everything else by number; NaN is neither more nor less. */
export function isLess(left: unknown, right: unknown, meter: Meter): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right
  const one = primitive(left, meter)
  const other = primitive(right, meter)
  return typeof one === 'string' && typeof other === 'string'
    ? one < other
    : numberOf(one, meter) < numberOf(other, meter)
}

export function isLessOrEqual(left: unknown, right: unknown, meter: Meter): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left <= right
  const one = primitive(left, meter)
  const other = primitive(right, meter)
  return typeof one === 'string' && typeof other === 'string'
    ? one <= other
    : numberOf(one, meter) <= numberOf(other, meter)
}

export function toNumber(value: unknown, meter: Meter): number {
  return typeof value === 'number' ? value : numberOf(primitive(value, meter), meter)
}

export function toText(value: unknown, meter: Meter): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : String(primitive(value, meter))
}

function numberOf(value: unknown, meter: Meter): number {
  if (typeof value === 'string' && value.length > 32) spend(meter, value.length >> 3)
  return Number(value)
}

/** Lists and objects become text, as in JavaScript, but no property of theirs is ever called. */
function primitive(value: unknown, meter: Meter): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? joined(value, meter) : '[object Object]'
}

/** Lists that a rule has made can hold one another many times over: what they become is stopped while it grows. */
function joined(list: readonly unknown[], meter: Meter): string {
  spend(meter, 4 * list.length + 1)
  let text = ''
  for (const [index, element] of list.entries()) {
    text += index === 0 ? toText(element, meter) : `,${toText(element, meter)}`
    if (text.length > longestText) {
      throw new RuleTooCostly(`a list becomes a text of more than ${longestText} characters`)
    }
  }
  return text
}

/** Only what the value itself holds: nothing is reachable through prototypes. */
export function ownProperty(value: unknown, key: string): unknown {
  if (value === null || value === undefined) return undefined
  return Object.hasOwn(value as object, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}
