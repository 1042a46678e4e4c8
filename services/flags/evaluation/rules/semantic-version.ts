// https://semver.org, as flagd reads it: a leading v is dropped, "1" and "1.2" are filled up, build metadata says nothing.

export type SemanticVersion = {
  readonly core: readonly [number, number, number]
  readonly pre: readonly (string | number)[]
}

const number = '(0|[1-9]\\d{0,15})'
const identifier = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)'
const whole = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
)
const partial = /^(\d{1,16})(?:\.(\d{1,16}))?$/

export function semanticVersion(value: unknown): SemanticVersion | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const given = String(value)
  // Long ones would also take long: https://semver.org/#does-semver-have-a-size-limit-on-the-version-string
  if (given.length > 256) return null
  const text = given.trim().replace(/^[vV]/, '')
  const short = partial.exec(text)
  if (short) return { core: [Number(short[1]), Number(short[2] ?? 0), 0], pre: [] }
  const found = whole.exec(text)
  if (!found) return null
  const pre = found[4]?.split('.').map(part => (/^\d+$/.test(part) ? Number(part) : part)) ?? []
  return { core: [Number(found[1]), Number(found[2]), Number(found[3])], pre }
}

export const versionOperators = ['=', '!=', '<', '<=', '>', '>=', '^', '~'] as const
export type VersionOperator = (typeof versionOperators)[number]

export function isVersionOperator(value: unknown): value is VersionOperator {
  return versionOperators.some(operator => operator === value)
}

/** `^`: the same major version; `~`: the same minor version too. */
export function versionHolds(left: SemanticVersion, operator: VersionOperator, right: SemanticVersion): boolean {
  if (operator === '^') return left.core[0] === right.core[0]
  if (operator === '~') return left.core[0] === right.core[0] && left.core[1] === right.core[1]
  const order = compared(left, right)
  switch (operator) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

function compared(left: SemanticVersion, right: SemanticVersion): number {
  for (const [index, part] of left.core.entries()) {
    const difference = part - (right.core[index] ?? 0)
    if (difference !== 0) return difference
  }
  // What comes before a release is smaller than it.
  if (left.pre.length === 0 || right.pre.length === 0) return right.pre.length - left.pre.length
  for (let index = 0; index < Math.max(left.pre.length, right.pre.length); index++) {
    const difference = comparedPart(left.pre[index], right.pre[index])
    if (difference !== 0) return difference
  }
  return 0
}

function comparedPart(left: string | number | undefined, right: string | number | undefined): number {
  if (left === right) return 0
  if (left === undefined) return -1
  if (right === undefined) return 1
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1
  return left < right ? -1 : 1
}
