import { Unreadable } from './adapter.ts'

/** What pages made with Next.js send for their own script: many pieces of one text, each a JSON string. */
export function flightOf(html: string): string {
  const pieces = html.matchAll(/self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)
  return [...pieces].map(([, literal]) => String(parsed(literal ?? '""'))).join('')
}

/** The JSON value that begins at this place of a longer text. */
export function valueAt(text: string, start: number): unknown {
  const open = text[start]
  if (open !== '{' && open !== '[') throw new Unreadable('has no data where it used to be')
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = endOfString(text, at)
    else if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') {
      depth--
      if (depth === 0) return parsed(text.slice(start, at + 1))
    }
  }
  throw new Unreadable('ends in the middle of its data')
}

/** A page that was cut off may still look whole. */
export function wholePage(html: string): string {
  if (!/<html\b/i.test(html)) throw new Unreadable('is not an HTML page')
  if (!/<\/html>\s*$/i.test(html)) throw new Unreadable('is an HTML page without its end')
  return html
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('holds data that is not valid JSON')
  }
}
