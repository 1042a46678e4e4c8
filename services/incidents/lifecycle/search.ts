/** As people compare words: without case and accents. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Each word of what is looked for, as a pattern for LIKE with `\` as its escape. */
export function patternsOf(query: string): string[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  return words.map(word => `%${word.replace(/[\\%_]/g, special => `\\${special}`)}%`)
}
