// How JsonLogic (https://jsonlogic.com) compares and converts, without giving a rule a way to run code.

/** As in JavaScript, but an empty list is false. */
export function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** JavaScript's `==` for JSON. */
export function looselyEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (left === null || left === undefined || right === null || right === undefined) {
    return (left ?? null) === (right ?? null)
  }
  if (typeof left === 'object' && typeof right === 'object') return false
  const one = primitive(left)
  const other = primitive(right)
  if (typeof one === 'string' && typeof other === 'string') return one === other
  return Number(one) === Number(other)
}

/** Texts among themselves in the order of their characters, everything else by number; NaN is neither more nor less. */
export function isLess(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right
  const one = primitive(left)
  const other = primitive(right)
  return typeof one === 'string' && typeof other === 'string' ? one < other : Number(one) < Number(other)
}

export function isLessOrEqual(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left <= right
  const one = primitive(left)
  const other = primitive(right)
  return typeof one === 'string' && typeof other === 'string' ? one <= other : Number(one) <= Number(other)
}

export function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : Number(primitive(value))
}

export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === null || value === undefined ? '' : String(primitive(value))
}

/** Lists and objects become text, as in JavaScript, but no property of theirs is ever called. */
function primitive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? value.map(toText).join(',') : '[object Object]'
}

/** Only what the value itself holds: nothing is reachable through prototypes. */
export function ownProperty(value: unknown, key: string): unknown {
  if (value === null || value === undefined) return undefined
  return Object.hasOwn(value as object, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}
