import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { inEach, languages } from '../../../kit/messages/languages.ts'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { bannersOf } from '../status/public-notices.ts'
import type { PublicStatus } from '../status/public-status.ts'
import type { Page, Site } from '../views/view.ts'
import { views } from '../views/views.ts'
import { encodePage, hashOf } from './encoded-page.ts'
import { formatOf } from './format.ts'
import { headersOf } from './headers.ts'
import { addressIn } from './language.ts'
import type { PageCache } from './page-cache.ts'

type Deps = {
  readonly site: Site
  readonly cache: PageCache
  readonly status: (now: number) => PublicStatus
  readonly clock: Clock
  readonly log: Log
}

/** What belongs together (an incident and its component) arrives within moments. */
const gatherMs = 50
const pauseMs = 250
/** A rendering that takes long is followed by a longer pause: pages never take more than this part of the time. */
const restPerWork = 3

/** Prints every page again whose content changed. Requests never wait for it, and it never runs twice at once. */
export class Renderer {
  readonly #parts: Deps
  readonly #pages: Readonly<Record<Language, Omit<Page, 'now' | 'status'>>>
  readonly #rendered = new Map<string, string>()
  #changes = 0
  #timer: Timer | undefined
  #earliest = 0
  #running: Promise<void> | undefined
  #again = false
  #stopped = false
  renderings = 0
  failures = 0

  constructor(parts: Deps) {
    this.#parts = parts
    const { site } = parts
    const page = (language: Language) => ({
      site,
      language,
      words: tables[language].pages,
      format: formatOf(language, site.time_zone),
    })
    this.#pages = inEach(page)
  }

  /** Something that pages show is different. */
  contentChanged(): void {
    this.#changes++
    this.schedule()
  }

  /** Time went on, or something changed: whatever is out of date is rendered in a moment. */
  schedule(): void {
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
  async renderNow(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#running ??= this.#run()
    await this.#running
  }

  async #render(): Promise<void> {
    const { cache, site, clock } = this.#parts
    const now = clock.now()
    const status = this.#parts.status(now)
    const versions = { changed: this.#changes, minute: Math.floor(now / 60_000) }
    const around = aroundOf(status, now)
    const listed = new Set<string>()
    for (const source of views.flatMap(view => view.pages(status, versions))) {
      for (const language of source.plain ? [site.language] : languages) {
        const address = addressIn(language, site.language, source.address)
        const addresses = new Set(source.plain ? [address] : [address, `/${language}${source.address}`])
        for (const one of addresses) listed.add(one)
        const version = `${source.version} ${around}`
        if (this.#rendered.get(address) === version) continue
        const bytes = Buffer.from(source.render({ ...this.#pages[language], now, status }).text)
        this.#rendered.set(address, version)
        if (cache.get(address)?.hash === hashOf(bytes)) continue
        const document = await encodePage(bytes, headersOf(source.address, language))
        for (const one of addresses) cache.put(one, document)
      }
    }
    for (const address of cache.addresses()) {
      if (listed.has(address)) continue
      cache.remove(address)
      this.#rendered.delete(address)
    }
    this.renderings++
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
      await this.#render()
    } catch (thrown) {
      // The pages of before stay: an older page is better than none.
      this.failures++
      this.#parts.log.error({ err: thrown }, 'pages could not be rendered')
    }
    const ended = this.#parts.clock.monotonic()
    this.#earliest = Math.max(began + pauseMs, ended + (ended - began) * restPerWork)
    this.#running = undefined
    if (this.#again) {
      this.#again = false
      this.schedule()
    }
  }
}

/** What stands on every page: the menu, and what is announced. */
function aroundOf({ announcements, providers, features, unstored_since }: PublicStatus, now: number): string {
  const banners = bannersOf(announcements, now).map(({ id, level, title, message }) => [id, level, title, message])
  return hashOf(Buffer.from(JSON.stringify([features, providers.length > 0, banners, unstored_since])))
}
