import type { Message } from '../../notifications/message.ts'

/** At most so many UTF-16 units, which is never more than a receiver that counts characters counts. */
export function truncate(text: string, longest: number): string {
  if (text.length <= longest) return text
  // Not between the two halves of a character.
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** At most so many bytes of UTF-8. */
export function truncateBytes(text: string, longest: number): string {
  if (Buffer.byteLength(text) <= longest) return text
  const bytes = Buffer.from(text).subarray(0, longest - 3)
  return `${bytes.toString('utf8').replace(/\uFFFD+$/, '')}…`
}

/** The first lines that fit together. */
export function fitLines(lines: readonly string[], longest: number): string[] {
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    if (length + line.length + 1 > longest) {
      kept.push('…')
      break
    }
    length += line.length + 1
    kept.push(line)
  }
  return kept
}

/** For HTML as mail programs and chats read it. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, character => entities[character] ?? character)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For the Markdown of chats. An address on its own stays one; what a target wrote can neither mention nor link. */
export function escapeMarkdown(text: string): string {
  if (/^https?:\/\/[^\s<>()[\]*`|~\\@]+$/.test(text)) return text
  // The word joiner keeps @channel from being a mention also where a backslash does not.
  return text.replace(/[\\`*_~|<>[\]()#:!-]/g, '\\$&').replaceAll('@', '@\u2060')
}

export type Severity = 'trouble' | 'unsure' | 'good' | 'plain'

export const severityColour: Readonly<Record<Severity, string>> = {
  trouble: '#b42318',
  unsure: '#b54708',
  good: '#067647',
  plain: '#344054',
}

export function severityOf({ kind, impact }: Message): Severity {
  if (kind === 'resolved') return 'good'
  if (kind === 'test' || kind === 'updated' || kind === 'acknowledged' || impact === 'none') return 'plain'
  return kind === 'flapping' || impact === 'minor' ? 'unsure' : 'trouble'
}
