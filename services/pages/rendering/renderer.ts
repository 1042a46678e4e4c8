import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { bannersOf } from '../status/public-notices.ts'
import type { PublicStatus } from '../status/public-status.ts'
import type { Page, Site } from '../views/view.ts'
import { views } from '../views/views.ts'
import { documentOf, hashOf } from './encoded-page.ts'
import { formatOf } from './format.ts'
import { headersOf } from './headers.ts'
import { addressIn, type Language, languages, words } from './language.ts'
import type { Shelf } from './page-cache.ts'

export type PressParts = {
  readonly site: Site
  readonly shelf: Shelf
  readonly status: (now: number) => PublicStatus
  readonly clock: Clock
  readonly log: Log
}

/** What belongs together (an incident and its component) arrives within moments. */
const gatherMs = 50
const pauseMs = 250
/** A printing that takes long is followed by a longer pause: pages never take more than this part of the time. */
const restPerWork = 3

/** Prints every page again whose content changed. Requests never wait for it, and it never runs twice at once. */
export class Press {
  readonly #parts: PressParts
  readonly #pages: Readonly<Record<Language, Omit<Page, 'now' | 'status'>>>
  readonly #printed = new Map<string, string>()
  #changes = 0
  #timer: Timer | undefined
  #earliest = 0
  #running: Promise<void> | undefined
  #again = false
  #stopped = false
  printings = 0
  failures = 0

  constructor(parts: PressParts) {
    this.#parts = parts
    const { site } = parts
    const page = (language: Language) => ({
      site,
      language,
      words: words[language],
      format: formatOf(language, site.time_zone),
    })
    this.#pages = { en: page('en'), fr: page('fr') }
  }

  /** Something that pages show is different. */
  changed(): void {
    this.#changes++
    this.soon()
  }

  /** Time went on, or something changed: whatever is out of date is printed in a moment. */
  soon(): void {
    if (this.#stopped) return
    if (this.#running) {
      this.#again = true
      return
    }
    const wait = Math.max(gatherMs, this.#earliest - this.#parts.clock.monotonic())
    this.#timer ??= this.#parts.clock.after(wait, () => {
      this.#timer = undefined
      this.#running = this.#run()
    })
  }

  /** Now, and not in a moment. */
  async printNow(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#running ??= this.#run()
    await this.#running
  }

  async #print(): Promise<void> {
    const { shelf, site, clock } = this.#parts
    const now = clock.now()
    const status = this.#parts.status(now)
    const versions = { changed: this.#changes, minute: Math.floor(now / 60_000) }
    const around = aroundOf(status, now)
    const listed = new Set<string>()
    for (const sheet of views.flatMap(view => view.sheets(status, versions))) {
      for (const language of sheet.plain ? [site.language] : languages) {
        const address = addressIn(language, site.language, sheet.address)
        const addresses = new Set(sheet.plain ? [address] : [address, `/${language}${sheet.address}`])
        for (const one of addresses) listed.add(one)
        const version = `${sheet.version} ${around}`
        if (this.#printed.get(address) === version) continue
        const bytes = Buffer.from(sheet.write({ ...this.#pages[language], now, status }).text)
        this.#printed.set(address, version)
        if (shelf.get(address)?.hash === hashOf(bytes)) continue
        const document = await documentOf(bytes, headersOf(sheet.address, language))
        for (const one of addresses) shelf.put(one, document)
      }
    }
    for (const address of shelf.addresses()) {
      if (listed.has(address)) continue
      shelf.remove(address)
      this.#printed.delete(address)
    }
    this.printings++
  }

  /** Changes with whatever pages are written from, the minute included. */
  get version(): string {
    return `${this.#changes} ${Math.floor(this.#parts.clock.now() / 60_000)}`
  }

  /** For pages that are not kept: a page of this moment. */
  page(language: Language): Page {
    const now = this.#parts.clock.now()
    return { ...this.#pages[language], now, status: this.#parts.status(now) }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#running
  }

  async #run(): Promise<void> {
    const began = this.#parts.clock.monotonic()
    try {
      await this.#print()
    } catch (thrown) {
      // The pages of before stay: an older page is better than none.
      this.failures++
      this.#parts.log.error({ err: thrown }, 'pages could not be printed')
    }
    const ended = this.#parts.clock.monotonic()
    this.#earliest = Math.max(began + pauseMs, ended + (ended - began) * restPerWork)
    this.#running = undefined
    if (this.#again) {
      this.#again = false
      this.soon()
    }
  }
}

/** What stands on every page: the menu, and what is announced. */
function aroundOf({ announcements, providers, offers, unstored_since }: PublicStatus, now: number): string {
  const banners = bannersOf(announcements, now).map(({ id, level, title, message }) => [id, level, title, message])
  return hashOf(Buffer.from(JSON.stringify([offers, providers.length > 0, banners, unstored_since])))
}
