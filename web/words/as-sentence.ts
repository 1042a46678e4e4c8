/** `the file is not JSON` → `The file is not JSON.` What begins with a path (`flags.a is …`) or a quote keeps its beginning. */
export function asSentence(text: string): string {
  const begun = text.replace(/^\p{Ll}+(?=[ ’])/u, word => (word[0] ?? '').toUpperCase() + word.slice(1))
  return /[\p{L}\p{N})»]$/u.test(begun) ? `${begun}.` : begun
}
