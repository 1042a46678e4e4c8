import type { Component, Incident } from '../../contracts/incidents.ts'
import type { StorageView } from '../../kit/health/store-watch.ts'
import { type Clock, iso } from '../../kit/runtime/clock.ts'
import type { Log } from '../../kit/runtime/log.ts'
import { messageOf } from '../../kit/service/errors.ts'
import type { Call } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import { Pictures } from './charts/refresh-uptime-bars.ts'
import { ReportBook } from './charts/report-cache.ts'
import { documentOf } from './rendering/encoded-page.ts'
import { headersOf } from './rendering/headers.ts'
import { languages } from './rendering/language.ts'
import { Shelf } from './rendering/page-cache.ts'
import { readPublicFolder } from './rendering/public-folder.ts'
import { Press } from './rendering/renderer.ts'
import { askForOffers } from './requests/available-features.ts'
import { Forms } from './requests/forms.ts'
import { Answers } from './requests/page-handlers.ts'
import { askIncidents } from './status/fetch-incidents.ts'
import { knownStatus } from './status/known-status.ts'
import { askWhenProvidersWereAsked, followNotices, openNoticeCopies } from './status/notice-copies.ts'
import { knownComponent, latestCount, publicIncident, recentSince } from './status/public-status.ts'
import { PublicStatusStore } from './status/public-status-store.ts'
import { RecentMonths } from './status/recent-months.ts'
import { StatusCopy } from './status/status-copy.ts'
import type { Site } from './views/view.ts'

export type PublicSiteParts = {
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

/** The copy, the press and the shelf at work together: hears what changed, answers with what is printed. */
export class PublicSite {
  readonly #parts: PublicSiteParts
  readonly #copy = new StatusCopy()
  readonly #store: PublicStatusStore
  readonly #shelf: Shelf
  readonly #press: Press
  readonly #pictures: Pictures
  readonly #months: RecentMonths
  readonly #notices: ReturnType<typeof openNoticeCopies>
  readonly #forget: () => void
  #asked = false
  readonly answers: Answers
  readonly forms: Forms

  private constructor(parts: PublicSiteParts) {
    const { site, folder, store, call, log, clock, storage } = parts
    this.#parts = parts
    this.#store = new PublicStatusStore(store)
    this.#shelf = new Shelf({ folder, clock, log })
    const status = (now: number) => knownStatus(this.#copy.status(now), storage.unheard(storageChain)?.since ?? null)
    this.#press = new Press({ site, shelf: this.#shelf, status, clock, log })
    this.#forget = storage.onChange(() => this.#press.changed())
    const kept = { copy: this.#copy, store: this.#store, clock, time_zone: site.time_zone }
    const changed = () => this.#press.changed()
    this.#pictures = new Pictures({ ...kept, call, log, changed })
    this.#notices = openNoticeCopies(parts)
    this.#months = new RecentMonths({ ...kept, changed })
    const reports = new ReportBook({ call, clock, log })
    const printed = { shelf: this.#shelf, press: this.#press, copy: this.#copy, store: this.#store }
    this.answers = new Answers({ site, ...printed, reports })
    this.forms = new Forms({ site, answers: this.answers, reports, call })
  }

  /** With the pages of its last life on the shelf. */
  static async open(parts: PublicSiteParts): Promise<PublicSite> {
    const opened = new PublicSite(parts)
    for (const [address, bytes] of await readPublicFolder(parts.folder)) {
      const language = languages.find(one => address.startsWith(`/${one}/`)) ?? parts.site.language
      opened.#shelf.restore(
        address,
        await documentOf(bytes, headersOf(address.replace(/^\/(en|fr)(?=\/)/, ''), language)),
      )
    }
    return opened
  }

  async begin(): Promise<void> {
    const { clock } = this.#parts
    for (const known of await this.#store.components()) this.#copy.keepComponent(known)
    for (const incident of await this.#store.incidents(iso(recentSince(clock.now())))) this.#copy.keepIncident(incident)
    for (const incident of await this.#store.latest(latestCount)) this.#copy.keepIncident(incident)
    for (const [slug, picture] of await this.#store.pictures()) this.#copy.keepPicture(slug, picture)
    await followNotices(this.#notices, this.#copy, () => this.#press.changed())
    for (const copy of this.noticeCopies) await copy.begin()
    await this.#fill()
    await this.#months.refresh()
    await this.#press.printNow()
    await this.lookAround()
    void this.#pictures.refreshAll()
  }

  async componentChanged(told: Component & { revision: number; archived: boolean }): Promise<void> {
    const known = await this.#store.keepComponent(knownComponent(told, told.revision, told.archived))
    this.#parts.store.afterCommit(() => {
      if (!this.#copy.keepComponent(known)) return
      this.#press.changed()
      this.#pictures.componentChanged(told.slug)
    })
  }

  async incidentChanged(told: Incident): Promise<void> {
    const incident = publicIncident(told)
    await this.#store.keepIncident(incident)
    this.#parts.store.afterCommit(() => {
      this.#months.incidentChanged(incident.started_at)
      if (this.#copy.keepIncident(incident)) this.#press.changed()
    })
  }

  /** Of planned work, announcements and providers. */
  get noticeCopies() {
    return Object.values(this.#notices)
  }

  /** What changed a moment ago is asked for, so that its bar says the same as its state. */
  async second(): Promise<void> {
    await this.#months.refresh()
    await this.#pictures.refreshChanged()
  }

  async minute(): Promise<void> {
    await askWhenProvidersWereAsked(this.#copy, this.#parts)
    this.#press.soon()
    if (await this.#fill()) this.#press.changed()
    await this.#pictures.refreshAll()
  }

  /** Who else runs. */
  async lookAround(): Promise<void> {
    const { call, mails } = this.#parts
    const before = this.#copy.offers
    this.#copy.offers = await askForOffers(call, before, mails)
    if (JSON.stringify(this.#copy.offers) !== JSON.stringify(before)) this.#press.changed()
    if (!this.#asked) await askWhenProvidersWereAsked(this.#copy, this.#parts)
    this.#asked = true
  }

  get printings(): number {
    return this.#press.printings
  }

  get failures(): number {
    return this.#press.failures
  }

  async stop(): Promise<void> {
    this.#forget()
    await this.#press.stop()
    await this.#pictures.stop()
    await this.#shelf.stop()
  }

  /** Whether an empty copy was filled. */
  async #fill(): Promise<boolean> {
    const { store, call, log } = this.#parts
    if (!this.#copy.isEmpty) return false
    const told = await askIncidents(call).catch(thrown => {
      log.debug({ reason: messageOf(thrown) }, 'the incidents service cannot be asked; its events will say')
      return { components: [], incidents: [] }
    })
    // Whatever an event says is newer than what was asked for.
    const components = told.components.map(one => knownComponent(one, -1, false))
    const incidents = told.incidents.map(publicIncident)
    await store.transaction(async () => {
      for (const known of components) await this.#store.keepComponent(known)
      for (const incident of incidents) await this.#store.keepIncident(incident)
    })
    for (const known of components) this.#copy.keepComponent(known)
    for (const incident of incidents) {
      this.#months.incidentChanged(incident.started_at)
      this.#copy.keepIncident(incident)
    }
    return components.length + incidents.length > 0
  }
}
