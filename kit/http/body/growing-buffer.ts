/**
 * Bytes that come piece by piece. Kept as pieces, a body that comes byte by byte would weigh a hundred times what it holds.
 */
export class GrowingBuffer {
  readonly #expected: number
  #bytes: Buffer | undefined
  #length = 0

  /** How many there will be, as far as it was announced. */
  constructor(expected = Number.NaN) {
    this.#expected = expected
  }

  /** Answers how many there are now. */
  add(piece: Buffer): number {
    const length = this.#length + piece.length
    if (!this.#bytes) this.#bytes = piece
    else {
      if (this.#isFull(length)) this.#grow(length)
      piece.copy(this.#bytes, this.#length)
    }
    this.#length = length
    return length
  }

  /** With memory of its own and no more of it, as threads take it over without a copy; one piece as it came. */
  whole(): Buffer {
    if (!this.#bytes || this.#bytes.length === this.#length) return this.#bytes ?? Buffer.alloc(0)
    const whole = Buffer.allocUnsafeSlow(this.#length)
    this.#bytes.copy(whole, 0, 0, this.#length)
    return whole
  }

  #isFull(length: number): boolean {
    return length > (this.#bytes?.length ?? 0)
  }

  #grow(length: number): void {
    const twice = Math.max(length, 2 * this.#length)
    const grown = Buffer.allocUnsafeSlow(length <= this.#expected ? Math.min(twice, this.#expected) : twice)
    this.#bytes?.copy(grown, 0, 0, this.#length)
    this.#bytes = grown
  }
}
