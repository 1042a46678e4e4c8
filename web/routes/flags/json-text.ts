/** JSON that somebody is typing: an empty text is nothing, and a mistake is told. */
export function jsonOf(text: string): { readonly value: unknown; readonly error?: string } {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) }
  } catch (thrown) {
    return { value: undefined, error: (thrown as SyntaxError).message }
  }
}

export const jsonText = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))
