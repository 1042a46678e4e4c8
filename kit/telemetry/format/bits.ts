/** Writes numbers with as many bits as each needs, the highest first. */
export class BitWriter {
  #bytes = new Uint8Array(512)
  #at = 0
  /** Bits of the byte at `#at` that are not written yet. */
  #free = 8

  /** `value` is whole and below 2^`bits`; `bits` is at most 32. */
  write(value: number, bits: number): void {
    if (this.#at + 5 >= this.#bytes.length) this.#grow()
    let left = bits
    while (left > 0) {
      const take = left < this.#free ? left : this.#free
      const part = (value >>> (left - take)) & ((1 << take) - 1)
      this.#free -= take
      left -= take
      this.#bytes[this.#at] = (this.#bytes[this.#at] ?? 0) | (part << this.#free)
      if (this.#free > 0) continue
      this.#at += 1
      this.#free = 8
    }
  }

  /** The same for up to 53 bits. */
  writeLong(value: number, bits: number): void {
    if (bits > 32) this.write(Math.floor(value / 2 ** 32), bits - 32)
    this.write(value >>> 0, Math.min(bits, 32))
  }

  /** A copy that ends with the last bit; the writer begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const end = this.#at + (this.#free < 8 ? 1 : 0)
    const taken = this.#bytes.slice(0, end)
    this.#bytes.fill(0, 0, end)
    this.#at = 0
    this.#free = 8
    return taken
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

/** Behind the end there are zeros: whoever reads knows how much there is. */
export class BitReader {
  readonly #bytes: Uint8Array
  #at = 0
  #left = 8

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  read(bits: number): number {
    let value = 0
    let left = bits
    while (left > 0) {
      const take = left < this.#left ? left : this.#left
      this.#left -= take
      left -= take
      value = (value << take) | (((this.#bytes[this.#at] ?? 0) >>> this.#left) & ((1 << take) - 1))
      if (this.#left > 0) continue
      this.#at += 1
      this.#left = 8
    }
    return value >>> 0
  }

  readLong(bits: number): number {
    const high = bits > 32 ? this.read(bits - 32) : 0
    return high * 2 ** 32 + this.read(Math.min(bits, 32))
  }
}
