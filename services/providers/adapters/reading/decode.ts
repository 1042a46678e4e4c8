import { type Document, Unreadable } from './adapter.ts'

const marks: readonly [charset: string, bytes: readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16be', [0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
]

/**
 * By byte order mark, then by the charset of the header or of the XML declaration, then as UTF-8. Bytes that the
 * character set does not have make it unreadable: half of a status is none.
 */
export function decode({ body, content_type }: Document): string {
  const charset = markedCharset(body) ?? declaredCharset(body, content_type) ?? 'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body)
  } catch {
    throw new Unreadable(`is not text in ${charset}`)
  }
}

function markedCharset(body: Uint8Array): string | undefined {
  return marks.find(([, bytes]) => bytes.every((byte, index) => body[index] === byte))?.[0]
}

function declaredCharset(body: Uint8Array, content_type: string | null): string | undefined {
  const ofHeader = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(content_type ?? '')?.[1]
  if (ofHeader) return ofHeader
  const start = Buffer.from(body.subarray(0, 200)).toString('latin1')
  return /^\s*<\?xml[^>]*\sencoding=["']([\w-]+)["']/.exec(start)?.[1]
}
