import { limited } from '../../service/refusals.ts'

type UnderWay = { bytes: number; readonly giveUp: (refusal: Error) => void }

/**
 * What is held of bodies whose end has not come. Each is bounded, and so are connections; thousands that send all but the last
 * byte are not. When together they hold too much the one that has been on its way the longest is given up: who
 * means it sends his in one go, and is never that one.
 */
export class BodiesUnderWay {
  readonly #mostBytes: number
  /** The oldest first. */
  readonly #bodies = new Set<UnderWay>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  begin(giveUp: (refusal: Error) => void): UnderWay {
    const body = { bytes: 0, giveUp }
    this.#bodies.add(body)
    return body
  }

  grow(body: UnderWay, bytes: number): void {
    body.bytes += bytes
    this.#bytes += bytes
    for (const oldest of this.#bodies) {
      if (this.#bytes <= this.#mostBytes) return
      this.end(oldest)
      oldest.giveUp(tooMany())
    }
  }

  end(body: UnderWay): void {
    if (this.#bodies.delete(body)) this.#bytes -= body.bytes
  }
}

const tooMany = () => limited('http.too-many-bodies', {}, { retryAfterS: 5 })
