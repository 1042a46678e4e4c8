import type { PreviewBanner } from '../../../contracts/communications/announcements.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { notFound, unavailable } from '../../../contracts/refusals.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { ReportCache } from '../charts/report-cache.ts'
import { type EncodedPage, encodePage, replyWith } from '../rendering/encoded-page.ts'
import { headersOf, pageHeaders } from '../rendering/headers.ts'
import { addressIn } from '../rendering/language.ts'
import type { PageCache } from '../rendering/page-cache.ts'
import type { Renderer } from '../rendering/renderer.ts'
import { isPastMonth, monthOf, monthsBackFrom, monthsPerPage } from '../status/history.ts'
import type { PublicComponent } from '../status/public-status.ts'
import type { PublicStatusStore } from '../status/public-status-store.ts'
import { readMonths } from '../status/recent-months.ts'
import type { StatusCopy } from '../status/status-copy.ts'
import { badgeAddress, componentBadge } from '../views/badge.ts'
import { historyAddress, historyPage } from '../views/history.ts'
import { incidentPage } from '../views/incident.ts'
import { notFoundPage } from '../views/not-found.ts'
import { emptyForm } from '../views/parts/form.ts'
import { incidentAddress } from '../views/parts/incidents-section.ts'
import { reportSentPage, reportsAddress, reportsPage } from '../views/reports.ts'
import { statusPage } from '../views/status.ts'
import type { Page, Site } from '../views/view.ts'

type Deps = {
  readonly site: Site
  readonly cache: PageCache
  readonly renderer: Renderer
  readonly copy: StatusCopy
  readonly store: PublicStatusStore
  readonly reports: ReportCache
}

type Draft = Input<typeof PreviewBanner>['body']

export type Asked = Readonly<Record<string, string | string[] | undefined>>

export type Written = {
  readonly address: string
  readonly status?: number
  readonly write: (page: Page) => { text: string }
}

/** What a request gets: what lies rendered, and of the rest a page of this moment. */
export class PageHandlers {
  readonly #parts: Deps
  readonly #reportPages = new WeakMap<object, ReadonlyMap<string, Promise<EncodedPage>>>()

  constructor(parts: Deps) {
    this.#parts = parts
  }

  /** What is always rendered. `language` is that of the address; null where the address has none. */
  rendered(address: string, language: Language | null, asked: Asked): Reply {
    const document = this.#parts.cache.get(language === null ? address : `/${language}${address}`)
    if (!document) throw unavailable('pages.not-printed', {}, { retryAfterS: 1 })
    return replyWith(document, asked)
  }

  /** What is rendered as long as there is something to say. */
  async optional(address: string, language: Language | null, asked: Asked): Promise<Reply> {
    const document = this.#parts.cache.get(language === null ? address : `/${language}${address}`)
    return document ? replyWith(document, asked) : this.notFound(language, asked)
  }

  async incident(wanted: Language | null, idOrNumber: string, asked: Asked): Promise<Reply> {
    const { copy, store } = this.#parts
    const ready = this.#ready(wanted, `/incidents/${idOrNumber}`)
    if (ready) return replyWith(ready, asked)
    const incident = copy.incident(idOrNumber) ?? (await store.incident(idOrNumber))
    if (!incident) return this.notFound(wanted, asked)
    const address = incidentAddress(incident)
    const rendered = this.#ready(wanted, address)
    if (rendered) return replyWith(rendered, asked)
    return this.write(wanted, asked, { address, write: page => incidentPage(page, incident) })
  }

  async history(wanted: Language | null, month: string, asked: Asked): Promise<Reply> {
    const { site, store, renderer, copy } = this.#parts
    const { now } = renderer.page(site.language)
    if (!isPastMonth(month, monthOf(site.time_zone, now))) return this.notFound(wanted, asked)
    const address = historyAddress(month)
    const ready = this.#ready(wanted, address)
    if (ready) return replyWith(ready, asked)
    const months = await readMonths(store, site.time_zone, monthsBackFrom(month, monthsPerPage))
    const { first } = copy.status(now).history
    return this.write(wanted, asked, { address, write: page => historyPage(page, { address, months, first }) })
  }

  async badge(wanted: Language | null, file: string, asked: Asked): Promise<Reply> {
    if (!file.endsWith('.svg')) return this.notFound(wanted, asked)
    const name = file.slice(0, -'.svg'.length)
    const ready = this.#ready(wanted, badgeAddress(name))
    if (ready) return replyWith(ready, asked)
    const component = this.component(name)
    if (!component) return this.notFound(wanted, asked)
    return this.write(wanted, asked, {
      address: badgeAddress(component.slug),
      write: page => componentBadge(page, component),
    })
  }

  component(slugOrId: string): PublicComponent | undefined {
    return this.#parts.copy.components().find(one => one.slug === slugOrId || one.id === slugOrId)
  }

  async reports(wanted: Language | null, name: string, asked: Asked): Promise<Reply> {
    const component = this.component(name)
    if (!component || !this.#parts.copy.features.reports) return this.notFound(wanted, asked)
    const reports = await this.#parts.reports.read(component.slug)
    const written = {
      address: reportsAddress(component.slug),
      write: (page: Page) => reportsPage(page, { component, reports, filled: emptyForm }),
    }
    return replyWith(await this.#reportsDocument(wanted ?? this.#parts.site.language, reports, written), asked)
  }

  /** A crowd looks at it when something fails: it is written once for what is known of reports, components and the minute. */
  #reportsDocument(language: Language, reports: object | null, written: Written): Promise<EncodedPage> {
    const known = reports === null ? undefined : this.#reportPages.get(reports)
    const key = `${language} ${this.#parts.renderer.version}`
    const ready = known?.get(key) ?? this.#document(language, written)
    if (reports !== null) this.#reportPages.set(reports, new Map(known).set(key, ready))
    return ready
  }

  async reportSent(wanted: Language | null, name: string, asked: Asked): Promise<Reply> {
    const component = this.component(name)
    if (!component) return this.notFound(wanted, asked)
    const address = `${reportsAddress(component.slug)}/sent`
    return this.write(wanted, asked, { address, write: page => reportSentPage(page, component) })
  }

  /** The page as it would be with this at its top; shown in a frame, kept nowhere. */
  async preview({ language, title, message, level }: Draft): Promise<Reply> {
    const page = this.#parts.renderer.page(language)
    const at = new Date(page.now).toISOString()
    const draft = { id: '', title, message, level, banner: true, starts_at: at, ends_at: null, published_at: at }
    const announcements = [draft, ...page.status.announcements]
    const { text } = statusPage({ ...page, still: true, status: { ...page.status, announcements } })
    const { 'content-security-policy': policy, ...headers } = pageHeaders(language)
    return new Reply(text, {
      ...headers,
      'cache-control': 'no-store',
      'content-security-policy': `sandbox; ${policy}`,
    })
  }

  async notFound(wanted: Language | null, asked: Asked): Promise<Reply> {
    if (!String(asked.accept ?? '').includes('text/html')) {
      throw notFound('http.not-found:page', { docs: `${this.#parts.site.base}/api/docs` })
    }
    return this.write(wanted, asked, { address: '/', status: 404, write: notFoundPage })
  }

  #ready(wanted: Language | null, address: string) {
    const { site, cache } = this.#parts
    return cache.get(addressIn(wanted ?? site.language, site.language, address))
  }

  async write(wanted: Language | null, asked: Asked, written: Written): Promise<Reply> {
    return replyWith(await this.#document(wanted ?? this.#parts.site.language, written), asked)
  }

  #document(language: Language, { address, status = 200, write }: Written): Promise<EncodedPage> {
    const { text } = write(this.#parts.renderer.page(language))
    return encodePage(Buffer.from(text), headersOf(address, language), status)
  }
}
