import type { PagesMessages } from '../../../contracts/messages/en/tables/pages.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { type Message, wordOr } from '../../../contracts/messages/words.ts'
import type { Format } from '../rendering/format.ts'
import { type Html, html } from '../rendering/html.ts'
import { addressIn } from '../rendering/language.ts'
import type { PublicIncident, PublicStatus } from '../status/public-status.ts'

/** What is the same on every page. */
export type Site = {
  /** Whose services these are; null: the page says what it is and no more. */
  readonly title: string | null
  /** Of the pages without a prefix, and of what people and checks write into incidents. */
  readonly language: Language
  readonly time_zone: string
  /** Without a slash at the end; null when nobody said where people reach us. */
  readonly url: string | null
  /** The path of `url`, which every link begins with; empty where that is the root. */
  readonly base: string
  /** Where links lead as long as nobody said it. */
  readonly listens_at?: string | null
}

/** Everything a view may look at while it writes. */
export type Page = {
  readonly site: Site
  readonly language: Language
  readonly words: PagesMessages
  readonly format: Format
  readonly now: number
  readonly status: PublicStatus
  /** It is shown where no script may run. */
  readonly still?: true
}

/** What is rendered at one address: kept, compressed and written to disk until its version changes. */
export type PageSource = {
  /** In the default language: `/incidents/INC-20241106-153045`, `/feed.atom`. */
  readonly address: string
  /** What is rendered depends on nothing else (and on the language). */
  readonly version: string
  /** For programs: the same in every language, and only at the root. */
  readonly plain?: true
  readonly render: (page: Page) => Html
}

/** A kind of page. Lists the addresses that exist now; the most wanted first. */
export type View = {
  readonly name: string
  readonly pages: (status: PublicStatus, version: Versions) => readonly PageSource[]
}

/** `changed` grows with every change of the status, `minute` with time: for pages that say how long something lasts. */
export type Versions = { readonly changed: number; readonly minute: number }

export const link = ({ site, language }: Pick<Page, 'site' | 'language'>, address: string): string =>
  site.base + addressIn(language, site.language, address)

/** Where the program listens when it is not told where. */
const defaultUrl = 'http://127.0.0.1:3000'

export const absolute = ({ site, language }: Page, address: string): string =>
  `${site.url ?? site.listens_at ?? defaultUrl}${addressIn(language, site.language, address)}`

/** What people wrote is in the site's language, whatever that of the page; what the program wrote has a message as well. */
export function inReadersLanguage({ language, site }: Page, text: string, message?: Message | null): Html {
  return message || language === site.language
    ? html`${wordOr(text, message, language)}`
    : html`<span lang="${site.language}">${text}</span>`
}

export const titleOf = (
  { language }: Page,
  { title, title_i18n }: Pick<PublicIncident, 'title' | 'title_i18n'>,
): string => wordOr(title, title_i18n, language)

export const time = (page: Page, at: string, text = page.format.time(at)): Html =>
  html`<time datetime="${at}">${text}</time>`
