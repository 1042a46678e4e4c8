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
