import { unreadable } from './adapter.ts'

/** What pages made with Next.js send for their own script: many pieces of one text, each a JSON string. */
export function flightOf(html: string): string {
  const pieces = html.matchAll(/self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)/g)
  return [...pieces].map(([, literal]) => String(parsed(literal ?? '""'))).join('')
}

/** The JSON value that begins at this place of a longer text. */
export function valueAt(text: string, start: number): unknown {
  const open = text[start]
  if (open !== '{' && open !== '[') throw unreadable('provider.no-data')
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
  throw unreadable('provider.data-cut')
}

/** A page that was cut off may still look whole. */
export function wholePage(html: string): string {
  if (!/<html\b/i.test(html)) throw unreadable('provider.not-html')
  if (!/<\/html>\s*$/i.test(html)) throw unreadable('provider.html-cut')
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
    throw unreadable('provider.data-not-json')
  }
}
