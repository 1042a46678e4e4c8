const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    copy: '©',
    reg: '®',
    trade: '™',
    deg: '°',
    ndash: '–',
    mdash: '—',
    lsquo: '‘',
    rsquo: '’',
    ldquo: '“',
    rdquo: '”',
    hellip: '…',
    bull: '•',
    middot: '·',
  }),
)

const longest = 4_000
/** Nothing to do: true of nearly all names, and some feeds have ten thousand. */
const isPlain = (text: string): boolean => !/[<&\p{Cc}\u00a0]|\s\s|^\s|\s$/u.test(text)

/** Nothing that a provider writes is shown as HTML: its texts are reduced to what one would read. */
export function plainText(html: string | null | undefined, limit = longest): string {
  if (!html) return ''
  if (html.length <= limit && isPlain(html)) return html
  const text = html
    .slice(0, limit * 8)
    .replace(/<(script|style|template)\b.*?(<\/\1\s*>|$)/gis, ' ')
    .replace(/<(?:br|\/p|\/div|\/li|\/h[1-6]|\/tr|hr)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*(?:>|$)/g, '')
  const read = decodeEntities(text)
    .replace(/\p{Cc}/gu, character => (character === '\n' ? '\n' : ' '))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim()
  return read.length > limit ? `${read.slice(0, limit - 1)}…` : read
}

/** A title: one line. */
export function oneLine(html: string | null | undefined): string {
  return plainText(html, 300).replace(/\s*\n\s*/g, ' ')
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (all, decimal, hex, name) => {
    if (name) return named.get(String(name).toLowerCase()) ?? all
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? '\ufffd' : String.fromCodePoint(point)
  })
}
