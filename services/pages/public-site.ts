import type { Component, Incident } from '../../contracts/incidents/incidents.ts'
import type { StorageView } from '../../kit/health/store-watch.ts'
import { languages } from '../../kit/messages/languages.ts'
import { type Clock, iso } from '../../kit/runtime/clock.ts'
import type { Log } from '../../kit/runtime/log.ts'
import { messageOf } from '../../kit/service/errors.ts'
import type { CachedReplies, Call } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import { UptimeBarsRefresher } from './charts/refresh-uptime-bars.ts'
import { ReportCache } from './charts/report-cache.ts'
import { encodePage, replyWith } from './rendering/encoded-page.ts'
import { headersOf } from './rendering/headers.ts'
import { PageCache } from './rendering/page-cache.ts'
import { readPublicFolder } from './rendering/public-folder.ts'
import { Renderer } from './rendering/renderer.ts'
import { discoverFeatures } from './requests/available-features.ts'
import { Forms } from './requests/forms.ts'
import { PageHandlers } from './requests/page-handlers.ts'
import { fetchIncidents } from './status/fetch-incidents.ts'
import { askWhenProvidersWereAsked, followNotices, openNoticeCopies } from './status/notice-copies.ts'
import { knownComponent, latestCount, publicIncident, recentSince } from './status/public-status.ts'
import { PublicStatusStore } from './status/public-status-store.ts'
import { RecentMonths } from './status/recent-months.ts'
import { knownStatus, StatusCopy } from './status/status-copy.ts'
import type { Site } from './views/view.ts'

type Deps = {
  readonly site: Site
  readonly folder: string
  readonly store: Store
  readonly call: Call
  readonly log: Log
  readonly clock: Clock
  readonly storage: StorageView
  /** Whether letters can be sent, and their links lead somewhere. */
  readonly mails: boolean
}

/** What one of them cannot store does not come to the page. */
const storageChain = ['monitor', 'incidents', 'pages']

/** The copy, the renderer and the cache at work together: hears what changed, answers with what is rendered. */
export class PublicSite {
  readonly #parts: Deps
  readonly #copy = new StatusCopy()
  readonly #store: PublicStatusStore
  readonly #cache: PageCache
  readonly #renderer: Renderer
  readonly #uptimeBars: UptimeBarsRefresher
  readonly #months: RecentMonths
  readonly #notices: ReturnType<typeof openNoticeCopies>
  readonly #forget: () => void
  #asked = false
  readonly handlers: PageHandlers
  readonly forms: Forms

  private constructor(parts: Deps) {
    const { site, folder, store, call, log, clock, storage } = parts
    this.#parts = parts
    this.#store = new PublicStatusStore(store)
    this.#cache = new PageCache({ folder, clock, log })
    const status = (now: number) => knownStatus(this.#copy.status(now), storage.unheard(storageChain)?.since ?? null)
    this.#renderer = new Renderer({ site, cache: this.#cache, status, clock, log })
    this.#forget = storage.onChange(() => this.#renderer.contentChanged())
    const kept = { copy: this.#copy, store: this.#store, clock, time_zone: site.time_zone }
    const changed = () => this.#renderer.contentChanged()
    this.#uptimeBars = new UptimeBarsRefresher({ ...kept, call, log, changed })
    this.#notices = openNoticeCopies(parts)
    this.#months = new RecentMonths({ ...kept, changed })
    const reports = new ReportCache({ call, clock, log })
    const rendered = { cache: this.#cache, renderer: this.#renderer, copy: this.#copy, store: this.#store }
    this.handlers = new PageHandlers({ site, ...rendered, reports })
    this.forms = new Forms({ site, handlers: this.handlers, reports, call })
  }

  /** What lies rendered, for a path as it was sent. */
  readonly cached: CachedReplies = (path, headers) => {
    const page = this.#cache.get(path)
    return page && replyWith(page, headers)
  }

  /** With the pages of its last life on the cache. */
  static async open(parts: Deps): Promise<PublicSite> {
    const opened = new PublicSite(parts)
    for (const [address, bytes] of await readPublicFolder(parts.folder)) {
      const language = languages.find(one => address.startsWith(`/${one}/`)) ?? parts.site.language
      opened.#cache.restore(
        address,
        await encodePage(bytes, headersOf(address.replace(/^\/(en|fr)(?=\/)/, ''), language)),
      )
    }
    return opened
  }

  async begin(): Promise<void> {
    const { clock } = this.#parts
    for (const known of await this.#store.components()) this.#copy.setComponent(known)
    for (const incident of await this.#store.incidents(iso(recentSince(clock.now())))) this.#copy.setIncident(incident)
    for (const incident of await this.#store.latest(latestCount)) this.#copy.setIncident(incident)
    for (const [slug, picture] of await this.#store.pictures()) this.#copy.setUptimeBars(slug, picture)
    await followNotices(this.#notices, this.#copy, () => this.#renderer.contentChanged())
    for (const copy of this.noticeCopies) await copy.begin()
    await this.#fill()
    await this.#months.refresh()
    await this.#renderer.renderNow()
    await this.discoverServices()
    void this.#uptimeBars.refreshAll()
  }

  async componentChanged(told: Component & { revision: number; archived: boolean }): Promise<void> {
    const known = await this.#store.saveComponent(knownComponent(told, told.revision, told.archived))
    this.#parts.store.afterCommit(() => {
      if (!this.#copy.setComponent(known)) return
      this.#renderer.contentChanged()
      this.#uptimeBars.componentChanged(told.slug)
    })
  }

  async incidentChanged(told: Incident): Promise<void> {
    const incident = publicIncident(told)
    await this.#store.saveIncident(incident)
    this.#parts.store.afterCommit(() => {
      this.#months.incidentChanged(incident.started_at)
      if (this.#copy.setIncident(incident)) this.#renderer.contentChanged()
    })
  }

  /** Of planned work, announcements and providers. */
  get noticeCopies() {
    return Object.values(this.#notices)
  }

  /** What changed a moment ago is asked for, so that its bar says the same as its state. */
  async eachSecond(): Promise<void> {
    await this.#months.refresh()
    await this.#uptimeBars.refreshChanged()
  }

  async eachMinute(): Promise<void> {
    await askWhenProvidersWereAsked(this.#copy, this.#parts)
    this.#renderer.schedule()
    if (await this.#fill()) this.#renderer.contentChanged()
    await this.#uptimeBars.refreshAll()
  }

  /** Who else runs. */
  async discoverServices(): Promise<void> {
    const { call, mails } = this.#parts
    const before = this.#copy.features
    this.#copy.features = await discoverFeatures(call, before, mails)
    if (JSON.stringify(this.#copy.features) !== JSON.stringify(before)) this.#renderer.contentChanged()
    if (!this.#asked) await askWhenProvidersWereAsked(this.#copy, this.#parts)
    this.#asked = true
  }

  get renderings(): number {
    return this.#renderer.renderings
  }

  get failures(): number {
    return this.#renderer.failures
  }

  async stop(): Promise<void> {
    this.#forget()
    await this.#renderer.stop()
    await this.#uptimeBars.stop()
    await this.#cache.stop()
  }

  /** Whether an empty copy was filled. */
  async #fill(): Promise<boolean> {
    const { store, call, log } = this.#parts
    if (!this.#copy.isEmpty) return false
    const told = await fetchIncidents(call).catch(thrown => {
      log.debug({ reason: messageOf(thrown) }, 'the incidents service cannot be asked; its events will say')
      return { components: [], incidents: [] }
    })
    // Whatever an event says is newer than what was asked for.
    const components = told.components.map(one => knownComponent(one, -1, false))
    const incidents = told.incidents.map(publicIncident)
    await store.transaction(async () => {
      for (const known of components) await this.#store.saveComponent(known)
      for (const incident of incidents) await this.#store.saveIncident(incident)
    })
    for (const known of components) this.#copy.setComponent(known)
    for (const incident of incidents) {
      this.#months.incidentChanged(incident.started_at)
      this.#copy.setIncident(incident)
    }
    return components.length + incidents.length > 0
  }
}
