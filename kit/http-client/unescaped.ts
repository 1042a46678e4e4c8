/** A text as it reads without its escapes. `starts` and `ends` lead back to the original; null: they are the same. */
export type View = {
  readonly text: string
  readonly starts: Int32Array | null
  readonly ends: Int32Array | null
}

const escapes =
  /(?<percent>(?:%[0-9A-Fa-f]{2})+)|\\(?:u(?<unicode>[0-9A-Fa-f]{4})|x(?<hex>[0-9A-Fa-f]{2})|(?<plain>[nrtbf"'\\/]))|&(?:#(?<decimal>\d{1,6})|#[xX](?<hexadecimal>[0-9A-Fa-f]{1,5})|(?<entity>amp|lt|gt|quot|apos));/g

const plains: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** One layer of escapes taken off: of addresses, JSON, and HTML. null when there is none. */
export function unescaped({ text, starts, ends }: View): View | null {
  if (!/[%\\&]/.test(text)) return null
  const whole = new Builder(text.length, { starts, ends })
  let done = 0
  for (const found of text.matchAll(escapes)) {
    whole.copy(text, done, found.index)
    whole.put(read(found.groups ?? {}), found.index, found[0].length)
    done = found.index + found[0].length
  }
  if (done === 0) return null
  whole.copy(text, done, text.length)
  return whole.view()
}

/** Characters, each with the length of what was written for it. */
type Read = readonly (readonly [character: string, written: number])[]
type Groups = Readonly<Record<string, string | undefined>>

function read({ percent, unicode, hex, plain, decimal, hexadecimal, entity }: Groups): Read {
  if (percent !== undefined) return fromBytes(percent)
  if (unicode !== undefined) return [[fromCode(Number.parseInt(unicode, 16)), 6]]
  if (hex !== undefined) return [[fromCode(Number.parseInt(hex, 16)), 4]]
  if (plain !== undefined) return [[plains[plain] ?? plain, 2]]
  if (decimal !== undefined) return [[fromPoint(Number(decimal)), decimal.length + 3]]
  if (hexadecimal !== undefined) return [[fromPoint(Number.parseInt(hexadecimal, 16)), hexadecimal.length + 4]]
  return [[entities[entity ?? ''] ?? '', (entity ?? '').length + 2]]
}

const fromCode = (code: number): string => String.fromCharCode(code)
const fromPoint = (point: number): string => (point <= 0x10_ff_ff ? String.fromCodePoint(point) : '\uFFFD')

/** UTF-8; a byte that is none stands for itself. */
function fromBytes(percent: string): Read {
  const bytes = Buffer.from(percent.replaceAll('%', ''), 'hex')
  const characters: [string, number][] = []
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] ?? 0)
    const character = bytes.toString('utf8', at, at + length)
    const valid = length > 1 && Buffer.from(character).equals(bytes.subarray(at, at + length))
    characters.push([valid ? character : fromCode(bytes[at] ?? 0), (valid ? length : 1) * 3])
    at += valid ? length : 1
  }
  return characters
}

const sequenceLength = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1)

class Builder {
  readonly #starts: Int32Array
  readonly #ends: Int32Array
  readonly #before: Pick<View, 'starts' | 'ends'>
  #text = ''
  #length = 0

  /** Nothing becomes longer when it is read. */
  constructor(longest: number, before: Pick<View, 'starts' | 'ends'>) {
    this.#starts = new Int32Array(longest)
    this.#ends = new Int32Array(longest)
    this.#before = before
  }

  copy(text: string, from: number, to: number): void {
    for (let at = from; at < to; at++) this.#place(at, 1)
    this.#text += text.slice(from, to)
  }

  put(characters: Read, from: number, length: number): void {
    let at = from
    for (const [character, written] of characters) {
      for (let unit = 0; unit < character.length; unit++) this.#place(at, Math.min(written, from + length - at))
      this.#text += character
      at += written
    }
  }

  view(): View {
    return {
      text: this.#text,
      starts: this.#starts.subarray(0, this.#length),
      ends: this.#ends.subarray(0, this.#length),
    }
  }

  #place(at: number, length: number): void {
    const { starts, ends } = this.#before
    this.#starts[this.#length] = starts?.[at] ?? at
    this.#ends[this.#length] = ends?.[at + length - 1] ?? at + length
    this.#length += 1
  }
}
