import { hidden } from './redact-address.ts'
import { isRecordId, looksRandom } from './secret-names.ts'
import { unescaped, type View } from './unescaped.ts'

/** Shorter ones would blot out whole texts. */
const shortest = 4
/** So much of a secret gives it away: in a text that was cut short, or inside of a word. */
const tellingLength = 6
/** Longer ones are looked for piece by piece: the time for a text stays in proportion to its length. */
const longestForm = 128
const prefixLength = 4

/**
 * Values that are known to be secret, found in a text as they are and in the ways that programs write them: escaped as in
 * addresses, JSON and HTML, as base64 at any place of a longer text, as hexadecimal digits, or cut off at the end.
 */
export class KnownSecrets {
  readonly #counts = new Map<string, number>()
  readonly #byPrefix = new Map<string, Bucket>()
  /** Of the prefixes: a number is looked up without making a text of every place. */
  readonly #marks = new Set<number>()

  constructor(secrets: Iterable<string> = []) {
    for (const secret of secrets) this.add(secret)
  }

  get size(): number {
    return this.#counts.size
  }

  add(secret: string): void {
    for (const form of formsOf(secret)) {
      const count = this.#counts.get(form) ?? 0
      this.#counts.set(form, count + 1)
      if (count === 0) this.#bucketOf(form).add(form)
    }
  }

  remove(secret: string): void {
    for (const form of formsOf(secret)) {
      const count = this.#counts.get(form) ?? 0
      if (count > 1) this.#counts.set(form, count - 1)
      if (count !== 1) continue
      this.#counts.delete(form)
      const bucket = this.#bucketOf(form)
      bucket.remove(form)
      if (bucket.size === 0) this.#byPrefix.delete(form.slice(0, prefixLength))
    }
  }

  #bucketOf(form: string): Bucket {
    const prefix = form.slice(0, prefixLength)
    const bucket = this.#byPrefix.get(prefix) ?? new Bucket()
    this.#byPrefix.set(prefix, bucket)
    this.#marks.add(markOf(form, 0))
    return bucket
  }

  redact(text: string): string {
    if (this.size === 0) return text
    const found = this.#in({ text, starts: null, ends: null })
    let view: View | null = unescaped({ text, starts: null, ends: null })
    for (let times = 0; view && times < mostEscapes; times++) {
      found.push(...this.#in(view))
      view = unescaped(view)
    }
    return without(text, found)
  }

  /** Pairs of places in the original text. */
  #in({ text, starts, ends }: View): Span[] {
    const found: Span[] = []
    let cut = -1
    for (let at = 0; at + shortest <= text.length; at++) {
      if (!this.#marks.has(markOf(text, at))) continue
      const bucket = this.#byPrefix.get(text.slice(at, at + prefixLength))
      if (!bucket) continue
      if (cut < at) cut = nextCut(text, at)
      const length = bucket.lengthAt(text, at, cut)
      if (length === 0) continue
      found.push([starts?.[at] ?? at, ends?.[at + length - 1] ?? at + length])
      at += length - 1
    }
    return found
  }
}

/** Different beginnings may have the same one, which costs no more than a look-up. */
const markOf = (text: string, at: number): number =>
  (text.charCodeAt(at) * 29_791 +
    text.charCodeAt(at + 1) * 961 +
    text.charCodeAt(at + 2) * 31 +
    text.charCodeAt(at + 3)) &
  0xff_ff_ff

/** An address in an address in an address. */
const mostEscapes = 3

type Span = readonly [from: number, to: number]

/** Where somebody shortened the text. */
function nextCut(text: string, from: number): number {
  const found = text.slice(from).search(/…|\.\.\./)
  return found === -1 ? text.length : from + found
}

/** Forms that begin alike. There may be thousands: all headers begin with "Bearer", all bodies with a brace. */
class Bucket {
  readonly #byLength = new Map<number, Set<string>>()
  /** The longest first: a secret may be the beginning of another one. */
  #lengths: readonly number[] = []

  get size(): number {
    return this.#byLength.size
  }

  add(form: string): void {
    const alike = this.#byLength.get(form.length)
    if (alike) {
      alike.add(form)
      return
    }
    this.#byLength.set(form.length, new Set([form]))
    this.#lengths = [...this.#byLength.keys()].sort((a, b) => b - a)
  }

  remove(form: string): void {
    const alike = this.#byLength.get(form.length)
    alike?.delete(form)
    if (alike?.size !== 0) return
    this.#byLength.delete(form.length)
    this.#lengths = this.#lengths.filter(length => length !== form.length)
  }

  /** How much of the text from here on is one of them; the text was shortened at `cut`. */
  lengthAt(text: string, at: number, cut: number): number {
    for (const length of this.#lengths) {
      if (at + length > text.length || !this.#byLength.get(length)?.has(text.slice(at, at + length))) continue
      if (length >= tellingLength || standsAlone(text, at, length)) return length
    }
    const rest = cut - at
    return rest >= tellingLength && rest < longestForm && this.#begins(text.slice(at, cut)) ? rest : 0
  }

  #begins(beginning: string): boolean {
    for (const [length, forms] of this.#byLength) {
      if (length <= beginning.length) continue
      for (const form of forms) if (form.startsWith(beginning)) return true
    }
    return false
  }
}

/** A short secret inside of a word is that word. */
const standsAlone = (text: string, at: number, length: number): boolean =>
  !/[A-Za-z0-9]/.test(text[at - 1] ?? ' ') && !/[A-Za-z0-9]/.test(text[at + length] ?? ' ')

function formsOf(secret: string): ReadonlySet<string> {
  // What stands instead of secrets is none.
  if (secret.length < shortest || /^[*•…\s]*$/.test(secret)) return new Set()
  const bytes = Buffer.from(secret)
  const forms = [...readings(secret), ...encodings(bytes)]
  if (/\s/.test(secret)) forms.push(secret.replace(/\s/g, '+'), secret.replace(/\s+/g, ' ').trim())
  // Hexadecimal digits and the like are the same key in capitals; an ordinary word is too often another word's beginning.
  if (looksRandom(secret) || isRecordId(secret)) forms.push(secret.toLowerCase(), secret.toUpperCase())
  // Headers are read as Latin-1.
  if (/[^\p{ASCII}]/u.test(secret)) forms.push(bytes.toString('latin1'))
  return new Set(forms.flatMap(pieces).filter(form => form.length >= shortest))
}

/** A secret that holds what looks like an escape is read like one where the text is. */
function readings(secret: string): string[] {
  const readings = [secret]
  let view = unescaped({ text: secret, starts: null, ends: null })
  for (let times = 0; view && times < mostEscapes; times++) {
    readings.push(view.text)
    view = unescaped(view)
  }
  return readings
}

function encodings(bytes: Buffer): string[] {
  if (bytes.length < 6) return []
  return [
    ...[0, 1, 2].flatMap(offset => {
      const inner = base64At(bytes, offset)
      return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
    }),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ]
}

/** What the base64 of any text that holds these bytes behind `offset` (mod 3) others has in common. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const whole = Math.floor(((offset + bytes.length) * 8) / 6)
  return encoded.slice(Math.ceil((offset * 8) / 6), whole)
}

function pieces(form: string): string[] {
  if (form.length <= longestForm) return [form]
  const count = Math.ceil(form.length / longestForm)
  const length = Math.ceil(form.length / count)
  return Array.from({ length: count }, (_, index) => form.slice(index * length, (index + 1) * length))
}

function without(text: string, found: readonly Span[]): string {
  if (found.length === 0) return text
  let result = ''
  let done = 0
  for (const [from, to] of found.toSorted(([a], [b]) => a - b)) {
    if (from > done || (from === done && done === 0)) result += text.slice(done, from) + hidden
    done = Math.max(done, to)
  }
  return result + text.slice(done)
}
