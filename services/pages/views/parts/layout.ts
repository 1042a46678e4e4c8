import type { ComponentStatus } from '../../../../contracts/common-schemas.ts'
import type { PagesMessages } from '../../../../contracts/messages/en/tables/pages.ts'
import { tables } from '../../../../contracts/messages/tables.ts'
import { type Language, languages } from '../../../../kit/messages/languages.ts'
import { type Content, Html, html } from '../../rendering/html.ts'
import { link, type Page, time } from '../view.ts'
import { banners } from './banners.ts'
import { siteScript } from './site-script.ts'
import { style } from './style.ts'
import { favicon, symbols } from './tone.ts'

export type Layout = {
  readonly address: string
  /** What the tab of the browser says. */
  readonly title: string
  readonly description?: string
  readonly status: ComponentStatus
  /** How many bars the drawings of the page have; 0 when there are none. */
  readonly bars?: number
  /** false on a page that does not speak of now. */
  readonly dated?: boolean
  /** Which entry of the menu this page is. */
  readonly here?: MenuEntry
  readonly body: Content
}

export const styleSheet = new Html(`<style>${style}</style>`)
const doctype = new Html('<!doctype html>')

export function layout(
  page: Page,
  { address, title, description, status, bars = 0, dated = true, here, body }: Layout,
): Html {
  const name = page.site.title ?? page.words.title
  return html`
    ${doctype}
    <html lang="${page.language}" dir="ltr">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title === name ? name : `${title} · ${name}`}</title>
        <meta name="description" content="${description ?? title}">
        <meta property="og:title" content="${title}">
        ${alternates(page, address)}
        <link rel="alternate" type="application/atom+xml" title="${page.words.feed.title}" href="${link(page, '/feed.atom')}">
        <link rel="icon" href="${favicon(status)}">
        ${styleSheet}
        ${dated && !page.still && siteScript(page.site)}
      </head>
      <body>
        ${symbols(bars)}
        <header class="top">
          <a class="brand" href="${link(page, '/')}">${name}</a>
          ${menu(page, here)}
          ${languageSwitch(page, address)}
        </header>
        ${banners(page)}
        ${dated && news(page)}
        <main>${body}</main>
        ${footer(page, dated)}
      </body>
    </html>`
}

/** Search engines take only absolute addresses here, and those are known only when the file says them. */
function alternates({ site, language }: Page, address: string): Content {
  if (site.url === null) return null
  // Not the root: search engines take a page that says it is really the first one for a mistake.
  const absolute = (of: Language) => `${site.url}/${of}${address}`
  return html`
    <link rel="canonical" href="${absolute(language)}">
    ${languages.map(of => html`<link rel="alternate" hreflang="${of}" href="${absolute(of)}">`)}
    <link rel="alternate" hreflang="x-default" href="${absolute(site.language)}">`
}

/** Empty until the script has something to say; a reader of the screen is told then. */
function news({ words }: Page): Html {
  return html`
    <div id="news" class="news" role="status"></div>
    <template><p class="banner work">${words.news.said} <a href="">${words.news.reload}</a></p></template>`
}

function languageSwitch(page: Page, address: string): readonly Html[] {
  return languages
    .filter(language => language !== page.language)
    .map(
      language =>
        html`<a href="${link({ ...page, language }, address)}" lang="${language}" hreflang="${language}">${tables[language].pages.ownName}</a>`,
    )
}

function footer(page: Page, dated: boolean): Html {
  const { words, format, site, now } = page
  const at = new Date(now).toISOString()
  return html`
    <footer>
      ${dated && html`<p>${words.footer.updated} ${time(page, at, format.timeWithYear(at))}. <span id="zone" data-zone="${site.time_zone}">${words.footer.times(site.time_zone)}</span></p>`}
      <p>
        <a href="${link(page, '/feed.atom')}">Atom</a>
        <a href="${link(page, '/feed.rss')}">RSS</a>
        <a href="${link(page, '/embed')}">${words.footer.embed}</a>
        <a href="${site.base}/api/docs">${words.footer.api}</a>
      </p>
    </footer>`
}

type MenuEntry = keyof PagesMessages['menu']

type Entry = { readonly name: MenuEntry; readonly address: string; readonly when?: (page: Page) => boolean }

const entries: readonly Entry[] = [
  { name: 'status', address: '/' },
  { name: 'history', address: '/history' },
  { name: 'providers', address: '/providers', when: ({ status }) => status.providers.length > 0 },
  { name: 'charts', address: '/charts', when: ({ status }) => status.charts.length > 0 },
  { name: 'subscribe', address: '/subscribe' },
  { name: 'contact', address: '/contact', when: ({ status }) => status.features.contact },
]

function menu(page: Page, here: MenuEntry | undefined): Html {
  const shown = entries.filter(({ when }) => when === undefined || when(page))
  return html`
    <nav class="menu" aria-label="${page.words.title}">
      <ul>${shown.map(entry => html`<li><a href="${link(page, entry.address)}"${entry.name === here && current}>${page.words.menu[entry.name]}</a></li>`)}</ul>
    </nav>`
}

const current: Content = html` aria-current="page"`
