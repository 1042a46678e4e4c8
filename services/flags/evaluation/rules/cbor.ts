import { type Meter, spend } from './evaluation.ts'

// CBOR in its deterministic form (https://www.rfc-editor.org/rfc/rfc8949.html#section-4.2.1): the same value is the same
// bytes in every language. Numbers without a fraction are integers, whatever they were written as, as flagd asks.

const encoder = new TextEncoder()
const two32 = 2 ** 32

export function encodeCbor(value: unknown, meter: Meter): Uint8Array {
  const writer = new Writer(meter)
  writer.value(value)
  return writer.written()
}

class Writer {
  readonly #meter: Meter
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  constructor(meter: Meter) {
    this.#meter = meter
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  value(value: unknown): void {
    spend(this.#meter, 2)
    if (typeof value === 'string') this.#text(value)
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'boolean') this.#byte(value ? 0xf5 : 0xf4)
    else if (value === null || value === undefined) this.#byte(0xf6)
    else if (Array.isArray(value)) {
      this.#head(4, value.length)
      for (const element of value) this.value(element)
    } else this.#object(value)
  }

  #text(text: string): void {
    spend(this.#meter, text.length >> 3)
    const bytes = encoder.encode(text)
    this.#head(3, bytes.length)
    this.#append(bytes)
  }

  #append(bytes: Uint8Array): void {
    this.#room(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #number(value: number): void {
    // 2^64 is the first whole number that CBOR has no integer for; -2^63 the last one that flagd takes as one.
    if (Number.isInteger(value) && value < two32 * two32 && value >= -(2 ** 63)) {
      if (value >= 0) this.#head(0, value)
      else this.#head(1, -value, 1)
    } else if (Number.isNaN(value) || Math.f16round(value) === value) {
      this.#byte(0xf9)
      this.#room(2)
      this.#view.setFloat16(this.#length, value)
      this.#length += 2
    } else if (Math.fround(value) === value) {
      this.#byte(0xfa)
      this.#room(4)
      this.#view.setFloat32(this.#length, value)
      this.#length += 4
    } else {
      this.#byte(0xfb)
      this.#room(8)
      this.#view.setFloat64(this.#length, value)
      this.#length += 8
    }
  }

  /** Names in the order of their bytes, the length of each in front of it. */
  #object(value: object): void {
    const pairs = Object.entries(value).map(([name, inner]) => ({ name: encodeCbor(name, this.#meter), inner }))
    pairs.sort((a, b) => Buffer.compare(a.name, b.name))
    this.#head(5, pairs.length)
    for (const { name, inner } of pairs) {
      this.#append(name)
      this.value(inner)
    }
  }

  /** A sort of value and a whole number, `amount - less`: as short as it can be. */
  #head(major: number, amount: number, less: 0 | 1 = 0): void {
    const sort = major << 5
    // Beyond 2^53 a number may be even where the one before it cannot be written down at all: the halves can.
    const whole = amount % two32
    const low = whole >= less ? whole - less : two32 - 1
    const high = Math.floor(amount / two32) - (whole >= less ? 0 : 1)
    if (high > 0) {
      this.#byte(sort | 27)
      this.#room(8)
      this.#view.setUint32(this.#length, high)
      this.#view.setUint32(this.#length + 4, low)
      this.#length += 8
    } else if (low < 24) this.#byte(sort | low)
    else if (low < 256) {
      this.#byte(sort | 24)
      this.#byte(low)
    } else if (low < 65_536) {
      this.#byte(sort | 25)
      this.#byte(low >> 8)
      this.#byte(low & 255)
    } else {
      this.#byte(sort | 26)
      this.#room(4)
      this.#view.setUint32(this.#length, low)
      this.#length += 4
    }
  }

  #byte(byte: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = byte
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const wider = new Uint8Array(2 * (this.#bytes.length + more))
    wider.set(this.#bytes)
    this.#bytes = wider
    this.#view = new DataView(wider.buffer)
  }
}
