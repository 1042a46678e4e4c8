import type { Uptime } from '../../../contracts/monitor/monitor.ts'
import { turnOfOthersWhenLong } from '../../../kit/runtime/loop-turns.ts'
import type { Context } from '../../../kit/service/service.ts'
import { type Interval, readIntervals } from '../evaluation/state-store.ts'
import type { ActiveChecks } from '../scheduling/check-runtime.ts'
import type { Calendar, Day } from './calendar.ts'
import { type DayTotals, ratioOf, type Span, type StateFrom, totalsByDay, uptimeDay, uptimeRule } from './uptime.ts'

/** The days before today never change by themselves: they are counted once. Five numbers a day. */
type Page = {
  readonly today: string
  readonly past: readonly Day[]
  readonly totals: Uint32Array
  readonly recent: StateFrom[]
}

type Deps = Pick<Context, 'store' | 'clock'> & {
  readonly calendar: Calendar
  readonly maintenanceOf: (check_id: string) => readonly Span[]
}

/** Uptime by day, from the stored states of each check; what is over is remembered. */
export class UptimeCache {
  readonly #deps: Deps
  readonly #pages = new Map<string, Page>()
  #added = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  add({ check_id, started_at, state }: Interval): void {
    this.#added += 1
    const page = this.#pages.get(check_id)
    if (!page) return
    const last = page.recent.at(-1)
    const tooOld = started_at < (page.past.at(-1)?.to ?? 0) || (last !== undefined && started_at <= last.started_at)
    if (tooOld) this.#pages.delete(check_id)
    else page.recent.push({ started_at, state })
  }

  /** History was put right, or another time zone is in force. */
  clear(): void {
    this.#pages.clear()
  }

  async read(check_id: string, count: number): Promise<Uptime> {
    const { calendar, clock, maintenanceOf } = this.#deps
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
    const { store, maintenanceOf } = this.#deps
    const today = days.at(-1)
    const known = this.#pages.get(check_id)
    if (known && known.today === today?.date && known.past.length >= days.length - 1) return known
    const past = days.slice(0, -1)
    let added = -1
    let changes: StateFrom[] = []
    // What is stored while we read would be missing.
    while (added !== this.#added) {
      added = this.#added
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

/** Of the named components, or of all; in slices, so that no probe waits for it. */
export async function listUptime(
  { checks, uptime }: { readonly checks: ActiveChecks; readonly uptime: UptimeCache },
  { days = 90, components }: { days?: number; components?: string },
): Promise<{ items: { component: string; uptime: Uptime }[] }> {
  const named = components?.split(',')
  const wanted = named ? named.flatMap(slug => checks.find(slug.trim()) ?? []) : checks.ordered()
  const items: { component: string; uptime: Uptime }[] = []
  for (const { check } of wanted) {
    items.push({ component: check.slug, uptime: await uptime.read(check.id, days) })
    await turnOfOthersWhenLong()
  }
  return { items }
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
