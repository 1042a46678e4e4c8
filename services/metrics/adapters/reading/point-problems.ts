import type { Message } from '../../../../kit/messages/message.ts'
import type { PointProblem } from './source-kind.ts'

/** Reasons differ by what stood there: of each sort the first is kept, and how many there were. */
const most = 20

/** What was wrong with points, by reason: a million of the same are one line. */
export class PointProblems {
  readonly #byCode = new Map<string, { reason: Message; count: number; index: number }>()

  add(index: number, reason: Message, count = 1): void {
    const known = this.#byCode.get(reason.code)
    if (known) known.count += count
    else if (this.#byCode.size < most) this.#byCode.set(reason.code, { reason, count, index })
  }

  get list(): PointProblem[] {
    return [...this.#byCode.values()]
  }

  get total(): number {
    return this.list.reduce((sum, { count }) => sum + count, 0)
  }
}
