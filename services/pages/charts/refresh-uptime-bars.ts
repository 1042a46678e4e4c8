import { ListUptime } from '../../../contracts/monitor/monitor.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import type { Call } from '../../../kit/service/service.ts'
import { dateIn } from '../rendering/format.ts'
import type { PublicStatusStore } from '../status/public-status-store.ts'
import type { StatusCopy } from '../status/status-copy.ts'
import { barDays, drawnComponents } from '../views/parts/components-section.ts'
import { type UptimeBars, uptimeBarsOf } from './uptime-bars.ts'

type Deps = {
  readonly call: Call
  readonly copy: StatusCopy
  readonly store: PublicStatusStore
  readonly clock: Clock
  readonly log: Log
  readonly time_zone: string
  readonly changed: () => void
}

/** So many at a time, that neither the answer nor the drawing holds up a check. */
const askedAtOnce = 25

/** Asks the monitor for the days of what the page draws. When it is not there, what it said last stands. */
export class UptimeBarsRefresher {
  readonly #parts: Deps
  readonly #changed = new Set<string>()
  readonly #unstored = new Map<string, UptimeBars>()
  #running: Promise<void> = Promise.resolve()

  constructor(parts: Deps) {
    this.#parts = parts
  }

  componentChanged(slug: string): void {
    this.#changed.add(slug)
  }

  refreshChanged(): Promise<void> {
    const slugs = [...this.#changed]
    this.#changed.clear()
    return this.#refresh(slugs)
  }

  refreshAll(): Promise<void> {
    return this.#refresh(drawnComponents(this.#parts.copy.components()).map(component => component.slug))
  }

  stop(): Promise<void> {
    return this.#running
  }

  #refresh(slugs: readonly string[]): Promise<void> {
    this.#running = this.#running.then(() => this.#draw(slugs))
    return this.#running
  }

  async #draw(slugs: readonly string[]): Promise<void> {
    const { call, copy, clock, log, time_zone, changed } = this.#parts
    const news = new Map<string, UptimeBars>()
    try {
      for (let from = 0; from < slugs.length; from += askedAtOnce) {
        const wanted = slugs.slice(from, from + askedAtOnce)
        const query = { days: barDays, components: wanted.join(',') }
        const { items } = await call(ListUptime, { query })
        const today = dateIn(time_zone, clock.now())
        for (const { component, uptime } of items.filter(item => wanted.includes(item.component))) {
          const picture = uptimeBarsOf(uptime, barDays, today)
          if (JSON.stringify(picture) !== JSON.stringify(copy.picture(component))) news.set(component, picture)
        }
      }
    } catch (thrown) {
      log.debug({ reason: messageOf(thrown) }, 'the days of components could not be refreshed')
    }
    for (const [slug, picture] of news) {
      copy.setUptimeBars(slug, picture)
      this.#unstored.set(slug, picture)
    }
    if (news.size > 0) changed()
    await this.#store()
  }

  /** What cannot be stored now is stored with what comes next: the pages have it already. */
  async #store(): Promise<void> {
    if (this.#unstored.size === 0) return
    const { store, log } = this.#parts
    try {
      await store.saveUptimeBars(this.#unstored)
      this.#unstored.clear()
    } catch (thrown) {
      log.debug({ reason: messageOf(thrown) }, 'the days of components wait to be stored')
    }
  }
}
