const letters: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', đ: 'd', ł: 'l', ð: 'd', þ: 'th' }

/** What a component is called in addresses: `API Production (Été)` → `api-production-ete`; other scripts keep their letters. */
export function slugOf(name: string): string {
  const folded = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const plain = folded.replace(/[œæßøđłðþ]/g, letter => letters[letter] ?? letter)
  return plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '') || 'service'
}
