import { GetReports, type ReportsOfComponent } from '../../../contracts/reports.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import type { Call } from '../../../kit/service/service.ts'

type Deps = { readonly call: Call; readonly clock: Pick<Clock, 'monotonic'>; readonly log: Log }

type Entry = { readonly asked_at: number; readonly answer: Promise<ReportsOfComponent | null> }

/** Many people look at the reports of one component when it fails: it is asked for once in a while, for all of them. */
const freshMs = 10_000
const keptAtMost = 500

export class ReportCache {
  readonly #parts: Deps
  readonly #entries = new Map<string, Entry>()

  constructor(parts: Deps) {
    this.#parts = parts
  }

  /** What is reported of a component; what was said last when the reports do not answer, null when that is nothing. */
  read(slug: string): Promise<ReportsOfComponent | null> {
    const now = this.#parts.clock.monotonic()
    const known = this.#entries.get(slug)
    if (known && now - known.asked_at < freshMs) return known.answer
    if (this.#entries.size >= keptAtMost) this.#entries.clear()
    const answer = this.#ask(slug, known?.answer ?? Promise.resolve(null))
    this.#entries.set(slug, { asked_at: now, answer })
    return answer
  }

  /** So that people see their own report. */
  forget(slug: string): void {
    this.#entries.delete(slug)
  }

  async #ask(slug: string, before: Promise<ReportsOfComponent | null>): Promise<ReportsOfComponent | null> {
    const { call, log } = this.#parts
    try {
      return await call(GetReports, { params: { component: slug }, query: { hours: 24 } })
    } catch (thrown) {
      log.debug({ component: slug, reason: messageOf(thrown) }, 'the reports of a component cannot be asked')
      return before
    }
  }
}
