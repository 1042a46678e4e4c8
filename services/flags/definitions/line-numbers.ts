import { endOfString } from './json-lines.ts'

export type KeyLines = { readonly flags: ReadonlyMap<string, number>; readonly segments: ReadonlyMap<string, number> }

/** On which line of a JSON text each flag and each shared rule stands; the text is known to be valid JSON. */
export function keyLines(text: string): KeyLines {
  const flags = new Map<string, number>()
  const segments = new Map<string, number>()
  const way: (string | null)[] = []
  let line = 1
  let key: string | null = null
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '\n') line++
    else if (sign === '"') {
      const end = endOfString(text, at)
      const isName: boolean = /^\s*:/.test(text.slice(end + 1, end + 200))
      const word: string = isName || key === 'key' ? String(JSON.parse(text.slice(at, end + 1))) : ''
      if (isName) {
        if (way.length === 2 && way[1] === 'flags') flags.set(word, line)
        if (way.length === 2 && way[1] === '$evaluators') segments.set(word, line)
        key = word
      } else if (key === 'key' && way.length === 3 && way[1] === 'flags') {
        flags.set(word, line)
      }
      at = end
    } else if (sign === '{' || sign === '[') {
      way.push(key)
      key = null
    } else if (sign === '}' || sign === ']') {
      way.pop()
      key = null
    }
  }
  return { flags, segments }
}

/** Of `flags.checkout.variants.on`: the flag's line, or that of what is nearest to it. */
export function lineOf({ flags, segments }: KeyLines, path: string): number | undefined {
  const nearest = (keys: ReadonlyMap<string, number>, base: string) =>
    [...keys].find(([key]) => path.startsWith(`${base}.${key}`) || path.startsWith(`${base}[${JSON.stringify(key)}]`))
  return (nearest(flags, 'flags') ?? nearest(segments, '$evaluators'))?.[1]
}
