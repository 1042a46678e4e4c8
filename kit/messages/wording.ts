import { IntlMessageFormat } from 'intl-messageformat'
import type { Duration, Message, Param } from './message.ts'

/** Of each code its text in ICU MessageFormat, or, in the browser, the tree that the build made of it. */
type Texts = Readonly<Record<string, ConstructorParameters<typeof IntlMessageFormat>[0]>>

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

const isList = (param: object): param is readonly Param[] => Array.isArray(param)

/** Words messages in one language. What a text needs is parsed when it is said for the first time. */
export class Wording {
  readonly #language: string
  readonly #texts: Texts
  readonly #formats = new Map<string, IntlMessageFormat>()
  #number: Intl.NumberFormat | undefined

  constructor(language: string, texts: Texts) {
    this.#language = language
    this.#texts = texts
  }

  knows({ code }: Message): boolean {
    return Object.hasOwn(this.#texts, code)
  }

  /** `text` is what stands beside a message, and is told where its code is not known: of rows and peers of another version. */
  wordOr(text: string, message: Message | null | undefined): string {
    return message && this.knows(message) ? this.word(message) : text
  }

  /** A code that is not known, of a newer version, is told as it is. */
  word({ code, params = {} }: Message): string {
    const text = this.#texts[code]
    if (text === undefined) return code
    const values = Object.entries(params).map(([name, param]) => [name, this.#value(param)] as const)
    return String(this.#format(code, text).format(Object.fromEntries(values)))
  }

  #format(code: string, text: Texts[string]): IntlMessageFormat {
    const known = this.#formats.get(code)
    if (known) return known
    const format = new IntlMessageFormat(text, this.#language, undefined, { ignoreTag: true })
    this.#formats.set(code, format)
    return format
  }

  #value(param: Param): string | number {
    if (typeof param !== 'object') return param
    if (isList(param)) return param.map(item => this.#value(item)).join(', ')
    if ('code' in param) return this.word(param)
    if ('at' in param) return param.at
    return this.#duration(param)
  }

  /** One unit, at most one decimal: `340 ms`, `1.5 min`, `12 d`. */
  #duration({ ms }: Duration): string {
    const [unit, size] = units.find(([unit, size]) => ms >= size * (unit === 'd' ? 3 : 1)) ?? ['ms', 1]
    this.#number ??= new Intl.NumberFormat(this.#language, { maximumFractionDigits: 1, useGrouping: false })
    const count = this.#number.format(unit === 'ms' ? Math.round(ms) : ms / size)
    return this.word({ code: `duration.${unit}`, params: { count } })
  }
}
