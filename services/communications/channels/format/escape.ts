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
