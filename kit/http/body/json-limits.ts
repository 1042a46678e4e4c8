/** What may be in a JSON text; `values` counts lists, objects and whatever stands in them, the same name twice as two. */
export type JsonLimits = { readonly depth: number; readonly values: number }

/** Enough for everything that people and programs send, and read in a few milliseconds. */
export const usualJson: JsonLimits = { depth: 64, values: 10_000 }

/** Of a file that somebody sends to be taken over; read by a thread of its own. */
export const largestFile: JsonLimits = { depth: 200, values: 1_000_000 }

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const bracket = 0x5b
const brace = 0x7b
/** The closing signs are two above the opening ones. */
const closing = 2

/**
 * Counts while the bytes arrive, before a parser makes objects of them: a megabyte of `[{},{},…]` becomes half a million
 * objects, and 100,000 open brackets as many calls. It does not look whether the text is JSON; the parser does.
 */
export class JsonCounter {
  readonly #limits: JsonLimits
  #depth = 0
  #values = 1
  #inText = false
  #escaped = false

  constructor(limits: JsonLimits) {
    this.#limits = limits
  }

  /** The limit that is broken with these bytes, if one is. */
  add(bytes: Uint8Array): keyof JsonLimits | null {
    let [depth, values, inText, escaped] = [this.#depth, this.#values, this.#inText, this.#escaped]
    const { depth: deepest, values: most } = this.#limits
    for (let at = 0; at < bytes.length; at++) {
      const sign = bytes[at]
      if (inText) {
        if (escaped) escaped = false
        else if (sign === backslash) escaped = true
        else if (sign === quote) inText = false
      } else if (sign === quote) inText = true
      else if (sign === comma) {
        if (++values > most) return 'values'
      } else if (sign === bracket || sign === brace) {
        if (++depth > deepest) return 'depth'
        if (++values > most) return 'values'
      } else if (sign === bracket + closing || sign === brace + closing) depth--
    }
    this.#depth = depth
    this.#values = values
    this.#inText = inText
    this.#escaped = escaped
    return null
  }
}
