import { pathTo } from './check-definition.ts'

type Level = { readonly path: string; index: number | null; name: string | null }

/** On which line each value of a JSON text stands, by its path (`flags.checkout.variants.on`); the text is valid JSON. */
export function jsonLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>()
  const open: Level[] = []
  let line = 1
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    const level = open.at(-1)
    if (character === '\n') line++
    else if (character === '}' || character === ']') open.pop()
    else if (character === ',' && level) {
      level.name = null
      if (level.index !== null) level.index++
    } else if (character === '"' && level?.index === null && level.name === null) {
      const end = endOfString(text, at)
      level.name = String(JSON.parse(text.slice(at, end + 1)))
      lines.set(pathOf(level), line)
      at = end
    } else if (character === '{' || character === '[' || character === '"') {
      if (level && level.index !== null) lines.set(pathOf(level), line)
      if (character === '"') at = endOfString(text, at)
      else open.push({ path: level ? pathOf(level) : '', index: character === '[' ? 0 : null, name: null })
    }
  }
  return lines
}

export function lineAround(lines: ReadonlyMap<string, number>, path: string): number | undefined {
  for (let around = path; around !== ''; around = around.replace(/(\.?[^.[\]]+|\["(?:[^"\\]|\\.)*"\]|\[\d+\])$/, '')) {
    const line = lines.get(around)
    if (line !== undefined) return line
    if (!/[.[]/.test(around)) return undefined
  }
  return undefined
}

const pathOf = ({ path, index, name }: Level): string => pathTo(path, index ?? name ?? '')

export function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
