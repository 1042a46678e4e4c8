/** Text that is HTML already. Whatever else is put into a template is escaped, for text and for quoted attributes alike. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[]

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

// Names and messages may hold anything; XML (the SVG, later the feeds) allows no control characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const special = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const allSpecial = new RegExp(special, 'g')

export function escapeHtml(text: string): string {
  // Nearly every text is harmless, and looking is much cheaper than replacing.
  return special.test(text) ? text.replace(allSpecial, character => escapes[character] ?? '') : text
}

/**
 * A template of HTML. What goes into a tag is an attribute value in double quotes, or Html.
 * A line break and the indentation after it vanish, so that the page is as small as if it were written on one line.
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const lines = flattened(parts)
  let text = lines[0] ?? ''
  for (let index = 0; index < contents.length; index++) text += textOf(contents[index]) + lines[index + 1]
  return new Html(text)
}

function textOf(content: Content): string {
  if (content instanceof Html) return content.text
  if (typeof content === 'string') return escapeHtml(content)
  if (typeof content === 'number') return String(content)
  if (!content) return ''
  let text = ''
  for (const part of content) text += textOf(part)
  return text
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>()

function flattened(parts: TemplateStringsArray): readonly string[] {
  let lines = known.get(parts)
  if (!lines) {
    lines = parts.map(part => part.replace(/\s*\n\s*/g, ''))
    known.set(parts, lines)
  }
  return lines
}
