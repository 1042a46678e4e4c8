import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { formatOf } from '../rendering/format.ts'
import type { PublicStatus } from '../status/public-status.ts'
import { statusView } from '../views/status.ts'
import type { Page, Site } from '../views/view.ts'
import { sampleNow } from './sample-status.ts'

export function samplePage(status: PublicStatus, language: Language = 'en', more: Partial<Site> = {}): Page {
  const site: Site = { title: 'Acme', language: 'en', time_zone: 'Europe/Paris', url: null, base: '', ...more }
  const format = formatOf(language, site.time_zone)
  return { site, language, words: tables[language].pages, format, now: sampleNow, status }
}

export function statusText(page: Page): string {
  const [rendered] = statusView.pages(page.status, { changed: 1, minute: 1 })
  return rendered?.render(page).text ?? ''
}

/** What a reader sees and hears of it: the words without the tags, style and pictures left out. */
export function wordsOf(text: string): string {
  return text
    .replace(/<(style|title|script|template)\b.*?<\/\1>|<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[ \n]+/g, ' ')
    .trim()
}
