export type Part = { readonly title: string; readonly text: string }

/** The sections of a Markdown text, by their second-level headings. */
export function partsOf(markdown: string): readonly Part[] {
  return markdown
    .split(/^## +/m)
    .slice(1)
    .map(part => {
      const [title = '', ...lines] = part.split('\n')
      return { title: title.trim(), text: lines.join('\n').trim() }
    })
    .filter(({ title }) => title !== '')
}

/** What the public page shows is text: no stars, no hashes, lists with bullets, tables as lines. */
export function plainText(markdown: string): string {
  return markdown
    .split('\n')
    .filter(line => !/^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$/.test(line))
    .map(plainLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function plainLine(line: string): string {
  const cells = /^\s*\|(.*)\|\s*$/.exec(line)?.[1]
  const text =
    cells === undefined
      ? line
      : cells
          .split(/(?<!\\)\|/)
          .map(cell => cell.trim())
          .filter(Boolean)
          .join(' · ')
  return text
    .replace(/^#+\s+/, '')
    .replace(/^(\s*)[-*+]\s+(\[[ x]\]\s*)?/i, '$1• ')
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(?<![\w\\])_([^_]+)_(?!\w)/g, '$1')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '$1 ($2)')
    .replace(/\\([\\`*_[\]|~#])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&amp;/g, '&')
    .trimEnd()
}

/** The chosen ones as one text. A single part needs no heading. */
export function publicText(parts: readonly Part[]): string {
  const filled = parts.filter(({ text }) => text !== '')
  return filled
    .map(({ title, text }) => (filled.length > 1 ? `${title}\n${plainText(text)}` : plainText(text)))
    .join('\n\n')
    .trim()
}
