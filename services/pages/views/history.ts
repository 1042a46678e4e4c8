import { type Content, type Html, html } from '../rendering/html.ts'
import { type HistoryMonth, keptPages, monthOf, monthsBefore, monthsPerPage } from '../status/history.ts'
import { isOpen } from '../status/public-status.ts'
import { incidentLine } from './parts/incidents-section.ts'
import { layout } from './parts/layout.ts'
import { link, type Page, type View } from './view.ts'

/** Three months, newest first, and when the first incident of all began. */
export type Told = {
  readonly address: string
  readonly months: readonly HistoryMonth[]
  readonly first: string | null
}

export const historyAddress = (month: string): string => `/history/${month}`

export const historyView: View = {
  name: 'history',
  pages: ({ history: { months, first } }, { minute }) =>
    Array.from({ length: keptPages }, (_, index) => months.slice(index * monthsPerPage, (index + 1) * monthsPerPage))
      .filter(([newest]) => newest !== undefined)
      .map((told, index) => {
        const address = index === 0 ? '/history' : historyAddress(told[0]?.month ?? '')
        return {
          address,
          version: versionOf(told, first, minute),
          render: page => historyPage(page, { address, months: told, first }),
        }
      }),
}

/** What is over does not change with time. */
function versionOf(months: readonly HistoryMonth[], first: string | null, minute: number): string {
  const told = months.map(({ month, total, incidents }) => {
    const changes = incidents.reduce((sum, { revision }) => sum + revision, 0)
    return `${month} ${total} ${changes} ${incidents.some(isOpen) ? minute : ''}`
  })
  return [first, ...told].join(',')
}

export function historyPage(page: Page, { address, months, first }: Told): Html {
  const { words, format } = page
  const [newest, oldest] = [months.at(0), months.at(-1)]
  const span = newest && oldest ? `${format.month(oldest.month)} – ${format.month(newest.month)}` : ''
  return layout(page, {
    address,
    title: address === '/history' ? words.history.title : `${words.history.title}, ${span}`,
    status: 'operational',
    here: 'history',
    body: html`
      <h1>${words.history.title}</h1>
      ${months.map(month => monthSection(page, month))}
      ${pager(page, months, first)}`,
  })
}

function monthSection(page: Page, { month, total, incidents }: HistoryMonth): Html {
  const { words, format } = page
  return html`
    <section aria-labelledby="m${month}">
      <h2 id="m${month}">${format.month(month)} <span class="soft">${total > 0 && words.history.count(total)}</span></h2>
      ${incidents.length === 0 ? html`<p class="soft">${words.history.none}</p>` : html`<ul class="card lines">${incidents.map(incident => incidentLine(page, incident))}</ul>`}
      ${total > incidents.length && html`<p class="soft">${words.history.more(total - incidents.length)}</p>`}
    </section>`
}

function pager(page: Page, months: readonly HistoryMonth[], first: string | null): Content {
  const { words, site, now } = page
  const [newest, oldest] = [months.at(0)?.month, months.at(-1)?.month]
  if (newest === undefined || oldest === undefined) return null
  const present = monthOf(site.time_zone, now)
  const later = monthsBefore(newest, -monthsPerPage)
  const hasEarlier = first !== null && monthOf(site.time_zone, Date.parse(first)) < oldest
  if (newest >= present && !hasEarlier) return null
  return html`
    <nav class="pager" aria-label="${words.history.pages}">
      ${hasEarlier && html`<a href="${link(page, historyAddress(monthsBefore(oldest, 1)))}" rel="next">← ${words.history.earlier}</a>`}
      ${newest < present && html`<a href="${link(page, later >= present ? '/history' : historyAddress(later))}" rel="prev">${words.history.later} →</a>`}
    </nav>`
}
