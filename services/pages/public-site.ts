import type { Component, Incident } from '../../contracts/incidents.ts'
import { type Clock, iso } from '../../kit/clock.ts'
import { messageOf, notFound, unavailable } from '../../kit/errors.ts'
import type { Log } from '../../kit/log.ts'
import type { Call, Reply } from '../../kit/service.ts'
import type { Store } from '../../kit/store.ts'
import { askIncidents } from './ask-incidents.ts'
import { answerWith, documentOf } from './document.ts'
import { addressIn, type Language, languages } from './language.ts'
import { Press } from './press.ts'
import { readPublicFolder } from './public-folder.ts'
import { publicComponent, publicIncident, recentSince } from './public-status.ts'
import { PublicStatusStore } from './public-status-store.ts'
import { Pictures } from './refresh-pictures.ts'
import { Shelf } from './shelf.ts'
import { StatusCopy } from './status-copy.ts'
import { incidentPage } from './views/incident.ts'
import { incidentAddress } from './views/incidents-section.ts'
import { pageHeaders } from './views/layout.ts'
import { notFoundPage } from './views/not-found.ts'
import type { Page, Site } from './views/view.ts'

export type PublicSiteParts = {
  readonly site: Site
  readonly folder: string
  readonly store: Store
  readonly call: Call
  readonly log: Log
  readonly clock: Clock
}

export type Asked = Readonly<Record<string, string | string[] | undefined>>

/** The copy, the press and the shelf at work together: hears what changed, answers with what is printed. */
export class PublicSite {
  readonly #parts: PublicSiteParts
  readonly #copy = new StatusCopy()
  readonly #store: PublicStatusStore
  readonly #shelf: Shelf
  readonly #press: Press
  readonly #pictures: Pictures

  private constructor(parts: PublicSiteParts) {
    const { site, folder, store, call, log, clock } = parts
    this.#parts = parts
    this.#store = new PublicStatusStore(store)
    this.#shelf = new Shelf({ folder, clock, log })
    this.#press = new Press({ site, shelf: this.#shelf, status: now => this.#copy.status(now), clock, log })
    this.#pictures = new Pictures({
      call,
      log,
      clock,
      copy: this.#copy,
      store: this.#store,
      time_zone: site.time_zone,
      changed: () => this.#press.changed(),
    })
  }

  /** With the pages of its last life on the shelf. */
  static async open(parts: PublicSiteParts): Promise<PublicSite> {
    const opened = new PublicSite(parts)
    for (const [address, bytes] of await readPublicFolder(parts.folder)) {
      const language = languages.find(one => address.startsWith(`/${one}/`)) ?? parts.site.language
      opened.#shelf.restore(address, await documentOf(bytes, pageHeaders(language)))
    }
    return opened
  }

  async begin(): Promise<void> {
    const { clock } = this.#parts
    for (const known of await this.#store.components()) this.#copy.keepComponent(known)
    for (const incident of await this.#store.incidents(iso(recentSince(clock.now())))) this.#copy.keepIncident(incident)
    for (const [slug, picture] of await this.#store.pictures()) this.#copy.keepPicture(slug, picture)
    await this.#fill()
    await this.#press.printNow()
    void this.#pictures.refreshAll()
  }

  async componentChanged(told: Component & { revision: number; archived: boolean }): Promise<void> {
    const known = { component: publicComponent(told), revision: told.revision, archived: told.archived }
    await this.#store.keepComponent(known)
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
      if (this.#copy.keepIncident(incident)) this.#press.changed()
    })
  }

  status(language: Language | null, asked: Asked): Reply {
    const document = this.#shelf.get(language === null ? '/' : `/${language}/`)
    if (!document) throw unavailable('pages.not-printed', 'the pages are being printed; ask again', { retryAfterS: 1 })
    return answerWith(document, asked)
  }

  async incident(wanted: Language | null, idOrNumber: string, asked: Asked): Promise<Reply> {
    const { site } = this.#parts
    const language = wanted ?? site.language
    const ready = this.#shelf.get(addressIn(language, site.language, `/incidents/${idOrNumber}`))
    if (ready) return answerWith(ready, asked)
    const incident = this.#copy.incident(idOrNumber) ?? (await this.#store.incident(idOrNumber))
    if (!incident) return this.notFound(wanted, asked)
    const printed = this.#shelf.get(addressIn(language, site.language, incidentAddress(incident)))
    return printed
      ? answerWith(printed, asked)
      : this.#write(language, asked, { status: 200, write: page => incidentPage(page, incident) })
  }

  async notFound(language: Language | null, asked: Asked): Promise<Reply> {
    if (!String(asked.accept ?? '').includes('text/html')) {
      throw notFound('http.not-found', 'there is no such page or operation; see /api/docs')
    }
    return this.#write(language ?? this.#parts.site.language, asked, { status: 404, write: notFoundPage })
  }

  /** What changed a moment ago is asked for, so that its bar says the same as its state. */
  second(): Promise<void> {
    return this.#pictures.refreshChanged()
  }

  async minute(): Promise<void> {
    this.#press.soon()
    if (await this.#fill()) this.#press.changed()
    await this.#pictures.refreshAll()
  }

  metrics(): string {
    return [
      '# HELP vigie_pages_printings_total How often public pages were printed.',
      '# TYPE vigie_pages_printings_total counter',
      `vigie_pages_printings_total ${this.#press.printings}`,
      '# HELP vigie_pages_print_failures_total Printings that failed; the pages of before stay.',
      '# TYPE vigie_pages_print_failures_total counter',
      `vigie_pages_print_failures_total ${this.#press.failures}`,
    ].join('\n')
  }

  async stop(): Promise<void> {
    await this.#press.stop()
    await this.#pictures.stop()
    await this.#shelf.stop()
  }

  async #write(
    language: Language,
    asked: Asked,
    { status, write }: { status: number; write: (page: Page) => { readonly text: string } },
  ): Promise<Reply> {
    const { text } = write(this.#press.page(language))
    return answerWith(await documentOf(Buffer.from(text), pageHeaders(language), status), asked)
  }

  /** Whether an empty copy was filled. */
  async #fill(): Promise<boolean> {
    const { store, call, clock, log } = this.#parts
    if (!this.#copy.isEmpty) return false
    const told = await askIncidents(call, clock.now()).catch(thrown => {
      log.debug({ reason: messageOf(thrown) }, 'the incidents service cannot be asked; its events will say')
      return { components: [], incidents: [] }
    })
    // Whatever an event says is newer than what was asked for.
    const components = told.components.map(one => ({ component: publicComponent(one), revision: -1, archived: false }))
    const incidents = told.incidents.map(publicIncident)
    await store.transaction(async () => {
      for (const known of components) await this.#store.keepComponent(known)
      for (const incident of incidents) await this.#store.keepIncident(incident)
    })
    for (const known of components) this.#copy.keepComponent(known)
    for (const incident of incidents) this.#copy.keepIncident(incident)
    return components.length + incidents.length > 0
  }
}
