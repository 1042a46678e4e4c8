/** A head in JSON and the bytes of a body, as a function's process and the program send them to each other. */
export type Frame = { readonly head: Readonly<Record<string, unknown>>; readonly body: Buffer }

const lengths = 8

/** Length of the head, length of the body (both 4 bytes, big endian), head, body. */
export function encodeFrame(head: object, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(head))
  const prefix = Buffer.allocUnsafe(lengths)
  prefix.writeUInt32BE(text.length, 0)
  prefix.writeUInt32BE(body.length, 4)
  return Buffer.concat([prefix, text, body])
}

/** Takes bytes as they come and gives whole frames; throws for a frame that is larger than `limit`. */
export class FrameReader {
  readonly #limit: number
  #chunks: Buffer[] = []
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  push(chunk: Buffer): Frame[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const frames: Frame[] = []
    for (let frame = this.#take(); frame; frame = this.#take()) frames.push(frame)
    return frames
  }

  #take(): Frame | undefined {
    if (this.#length < lengths) return undefined
    const prefix = this.#peek(lengths)
    const head = prefix.readUInt32BE(0)
    const body = prefix.readUInt32BE(4)
    if (head + body > this.#limit)
      throw new RangeError(`a function answers ${head + body} bytes, more than ${this.#limit}`)
    const whole = lengths + head + body
    if (this.#length < whole) return undefined
    const bytes = this.#peek(whole)
    this.#chunks = bytes.length > whole ? [bytes.subarray(whole)] : []
    this.#length = bytes.length - whole
    return {
      head: JSON.parse(bytes.toString('utf8', lengths, lengths + head)),
      body: bytes.subarray(lengths + head, whole),
    }
  }

  /** At least so many bytes in one piece, once they are there. */
  #peek(count: number): Buffer {
    const [first] = this.#chunks
    if (first && first.length >= count) return first
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }
}
