/** The way to a value in a JSON document: names and places. */
export type Path = readonly (string | number)[]

/** What was clicked, as the settings of a source say it. */
export type Picked = {
  /** Of the list whose items are read; undefined: the document is the one item. */
  readonly items: string | undefined
  /** Of the value in each item. */
  readonly value: string
  /** A name for it. */
  readonly name: string
  /** Of the item that holds it. */
  readonly item: Path
}

/** Each number of the last list on the way is one of a series; what is before it is where the list is. */
export function pickedAt(path: Path): Picked {
  const last = path.findLastIndex(step => typeof step === 'number')
  const list = path.slice(0, Math.max(0, last))
  const within = path.slice(last + 1)
  const named = within.findLast(step => typeof step === 'string') ?? list.findLast(step => typeof step === 'string')
  return {
    items: last < 0 ? undefined : expressionOf(list) || '$',
    value: within.length === 0 ? '$' : expressionOf(within),
    name: nameFor(String(named ?? 'value')),
    item: path.slice(0, last + 1),
  }
}

const isPlain = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !['and', 'or', 'in'].includes(name)

/** https://docs.jsonata.org/simple */
export function expressionOf(path: Path): string {
  return path
    .map(step => (typeof step === 'number' ? `[${step}]` : isPlain(step) ? `.${step}` : `.\`${step}\``))
    .join('')
    .replace(/^\./, '')
}

const nameFor = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9_]+/g, '_')
    .replace(/^(?=\d)/, '_')
    .slice(0, 100)

export type TimeChoice = { readonly expression: string; readonly text: string }

const timeName = /^(dt|ts|t|at|date|datetime|time|timestamp|.*(_at|_time|Time|_date|At|Date))$/
/** From 2001 on, in seconds or in milliseconds. */
const isEpoch = (value: unknown): boolean =>
  typeof value === 'number' && ((value > 1e9 && value < 4e9) || (value > 1e12 && value < 4e12))
const isDate = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value)

/** What in an item looks like its time, the likeliest first. */
export function timesIn(item: unknown): readonly TimeChoice[] {
  if (typeof item !== 'object' || item === null) return []
  const found = Object.entries(item).filter(([, value]) => isEpoch(value) || isDate(value))
  const likely = ([name]: readonly [string, unknown]) => (timeName.test(name) ? 0 : 1)
  return found
    .sort((a, b) => likely(a) - likely(b))
    .map(([name, value]) => ({ expression: expressionOf([name]), text: String(value) }))
}

/** The value at the end of a path. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    document,
  )
}

/**
 * What a JSON text says, also when it is only the beginning of one: what is not whole is left out. Undefined: it is no JSON.
 */
export function parseBeginning(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const whole = untilLastComma(text)
    if (whole === undefined) return undefined
    try {
      return JSON.parse(whole)
    } catch {
      return undefined
    }
  }
}

/** Up to the last comma between two values, with everything closed that is open there. */
function untilLastComma(text: string): string | undefined {
  const open: string[] = []
  let isText = false
  let found: string | undefined
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (isText) {
      if (sign === '\\') at += 1
      else if (sign === '"') isText = false
    } else if (sign === '"') isText = true
    else if (sign === '{') open.push('}')
    else if (sign === '[') open.push(']')
    else if (sign === '}' || sign === ']') open.pop()
    else if (sign === ',') found = text.slice(0, at) + open.toReversed().join('')
  }
  return found
}
