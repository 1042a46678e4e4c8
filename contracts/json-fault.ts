/** What would have been right where JSON goes wrong; `end`: the text ends too early, `quote`: a text is not closed. */
export type JsonFault = {
  readonly line: number
  readonly column: number
  readonly what: 'end' | 'value' | 'name' | 'colon' | 'separator' | 'nothing' | 'quote' | 'escape' | 'control'
}

export type ReadJson =
  | { readonly value: unknown; readonly fault: null }
  | { readonly value: null; readonly fault: JsonFault }

/** What somebody else's program or person wrote, with or without the mark of UTF-8 before it. */
export function readJson(given: string): ReadJson {
  const text = given.replace(/^\uFEFF/, '')
  try {
    return { value: JSON.parse(text), fault: null }
  } catch {
    return { value: null, fault: jsonFault(text) ?? { line: 1, column: 1, what: 'nothing' } }
  }
}

type Wanted = 'value' | 'value or ]' | 'name' | 'name or }' | 'colon' | 'separator' | 'nothing'

const faults: Readonly<Record<Wanted, JsonFault['what']>> = {
  value: 'value',
  'value or ]': 'value',
  name: 'name',
  'name or }': 'name',
  colon: 'colon',
  separator: 'separator',
  nothing: 'nothing',
}

const blank = /[\t\n\r ]*/y
const plain = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const escapes = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y

/** Where a text stops being JSON. Every engine says it in words of its own, and some say no place; null: it is JSON. */
export function jsonFault(text: string): JsonFault | null {
  const open: ('{' | '[')[] = []
  let wanted: Wanted = 'value'
  let at = 0
  const closed = (): Wanted => (open.length > 0 ? 'separator' : 'nothing')
  for (;;) {
    at = endOf(blank, text, at) ?? at
    const sign = text[at]
    if (sign === undefined) return wanted === 'nothing' ? null : placed(text, at, 'end')
    const isValue: boolean = wanted === 'value' || wanted === 'value or ]'
    const isName: boolean = wanted === 'name' || wanted === 'name or }'
    if (isValue && (sign === '{' || sign === '[')) {
      open.push(sign)
      wanted = sign === '{' ? 'name or }' : 'value or ]'
    } else if (closes(sign, wanted, open.at(-1))) {
      open.pop()
      wanted = closed()
    } else if (wanted === 'separator' && sign === ',') wanted = open.at(-1) === '{' ? 'name' : 'value'
    else if (wanted === 'colon' && sign === ':') wanted = 'value'
    else {
      const end: number | JsonFault | undefined =
        sign === '"' && (isValue || isName) ? endOfText(text, at) : isValue ? endOf(plain, text, at) : undefined
      if (end === undefined) return placed(text, at, faults[wanted])
      if (typeof end === 'object') return end
      at = end - 1
      wanted = isName ? 'colon' : closed()
    }
    at++
  }
}

const closes = (sign: string, wanted: Wanted, open: '{' | '[' | undefined): boolean =>
  (sign === '}' && open === '{' && (wanted === 'separator' || wanted === 'name or }')) ||
  (sign === ']' && open === '[' && (wanted === 'separator' || wanted === 'value or ]'))

function endOf(expression: RegExp, text: string, at: number): number | undefined {
  expression.lastIndex = at
  return expression.test(text) ? expression.lastIndex : undefined
}

/** Behind the text that begins at `start`, or what is wrong in it. */
function endOfText(text: string, start: number): number | JsonFault {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text[at] ?? ''
    if (sign === '"') return at + 1
    if (sign === '\n' || sign === '\r') return placed(text, start, 'quote')
    if (sign < ' ') return placed(text, at, 'control')
    if (sign !== '\\') continue
    const end = endOf(escapes, text, at)
    if (end === undefined) return placed(text, at, 'escape')
    at = end - 1
  }
  return placed(text, start, 'quote')
}

function placed(text: string, at: number, what: JsonFault['what']): JsonFault {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { line, column: at - before.lastIndexOf('\n'), what }
}
