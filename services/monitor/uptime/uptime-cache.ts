import type { Uptime } from '../../../contracts/monitor.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { type Interval, readIntervals } from '../evaluation/interval-store.ts'
import type { Calendar, Day } from './calendar.ts'
import { type DayTotals, ratioOf, type Span, type StateFrom, totalsByDay, uptimeDay, uptimeRule } from './uptime.ts'

/** The days before today never change by themselves: they are counted once. Five numbers a day. */
type Page = {
  readonly today: string
  readonly past: readonly Day[]
  readonly totals: Uint32Array
  /** The states that reach into today. */
  readonly recent: StateFrom[]
}

export type UptimeSources = {
  readonly store: Store
  readonly clock: Clock
  readonly calendar: Calendar
  readonly maintenanceOf: (check_id: string) => readonly Span[]
}

/** Uptime by day, from the stored states of each check; what is over is remembered. */
export class UptimeBook {
  readonly #sources: UptimeSources
  readonly #pages = new Map<string, Page>()
  #noted = 0

  constructor(sources: UptimeSources) {
    this.#sources = sources
  }

  /** A state was stored. */
  note({ check_id, started_at, state }: Interval): void {
    this.#noted += 1
    const page = this.#pages.get(check_id)
    if (!page) return
    const last = page.recent.at(-1)
    const tooOld = started_at < (page.past.at(-1)?.to ?? 0) || (last !== undefined && started_at <= last.started_at)
    if (tooOld) this.#pages.delete(check_id)
    else page.recent.push({ started_at, state })
  }

  /** History was put right, or another time zone is in force. */
  forget(): void {
    this.#pages.clear()
  }

  async read(check_id: string, count: number): Promise<Uptime> {
    const { calendar, clock, maintenanceOf } = this.#sources
    const maintenance = maintenanceOf(check_id)
    const now = Math.floor(clock.now())
    const days = calendar.days(count, now)
    const page = await this.#page(check_id, days)
    const today = days.at(-1)
    const present = today ? totalsByDay({ changes: page.recent, maintenance, now }, [today]) : []
    const skip = page.past.length - (days.length - 1)
    const past = page.past.slice(skip).map((_day, index) => unpack(page.totals, skip + index))
    const totals = [...past, ...present]
    return {
      ratio: ratioOf(totals),
      rule: uptimeRule,
      days: totals.map((total, index) => uptimeDay(days[index]?.date ?? '', total)),
    }
  }

  async #page(check_id: string, days: readonly Day[]): Promise<Page> {
    const { store, maintenanceOf } = this.#sources
    const today = days.at(-1)
    const known = this.#pages.get(check_id)
    if (known && known.today === today?.date && known.past.length >= days.length - 1) return known
    const past = days.slice(0, -1)
    let noted = -1
    let changes: StateFrom[] = []
    // What is stored while we read would be missing.
    while (noted !== this.#noted) {
      noted = this.#noted
      changes = await readIntervals(store, check_id, days[0]?.from ?? 0)
    }
    const page: Page = {
      today: today?.date ?? '',
      past,
      totals: pack(totalsByDay({ changes, maintenance: maintenanceOf(check_id), now: today?.from ?? 0 }, past)),
      recent: changes.filter(({ started_at }, index) => {
        const next = changes[index + 1]?.started_at ?? Number.POSITIVE_INFINITY
        return started_at >= (today?.from ?? 0) || next > (today?.from ?? 0)
      }),
    }
    this.#pages.set(check_id, page)
    return page
  }
}

const width = 5

function pack(days: readonly DayTotals[]): Uint32Array {
  const totals = new Uint32Array(days.length * width)
  days.forEach(({ up, degraded, down, maintenance, unknown }, index) => {
    totals.set([up, degraded, down, maintenance, unknown], index * width)
  })
  return totals
}

function unpack(totals: Uint32Array, index: number): DayTotals {
  const [up = 0, degraded = 0, down = 0, maintenance = 0, unknown = 0] = totals.subarray(
    index * width,
    (index + 1) * width,
  )
  return { up, degraded, down, maintenance, unknown }
}
