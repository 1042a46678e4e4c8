import { tables } from '../../../contracts/messages/tables.ts'
import { ReportCategory, type ReportsOfComponent } from '../../../contracts/reports.ts'
import { chartHeight, type ReportChart, reportChart } from '../charts/report-chart.ts'
import { type Content, type Html, html } from '../rendering/html.ts'
import type { PublicComponent } from '../status/public-status.ts'
import { choice, type Filled, field, form, thanks } from './parts/form.ts'
import { layout } from './parts/layout.ts'
import { script } from './parts/report-script.ts'
import { statusOfLevel, verdict } from './parts/verdict.ts'
import { inReadersLanguage, link, type Page, time } from './view.ts'

/** Of the status page: where to begin. */
const namedAtMost = 200

export const reportsAddress = (slug: string): string => `/reports/${encodeURIComponent(slug)}`

type Told = {
  readonly component: PublicComponent
  /** null: the reports cannot be asked. */
  readonly reports: ReportsOfComponent | null
  readonly filled: Filled
}

export function reportsPage(page: Page, { component, reports, filled }: Told): Html {
  const { words } = page
  const title = words.reports.title(component.name)
  const level = reports?.level ?? 'none'
  return layout(page, {
    address: reportsAddress(component.slug),
    title,
    status: statusOfLevel[level],
    body: html`
      <nav><a href="${link(page, '/')}">← ${words.incident.back}</a></nav>
      <h1>${title}</h1>
      ${verdict(page, component, reports)}
      ${reports ? chart(page, reports) : html`<p class="soft">${words.reports.unseen}</p>`}
      <section aria-labelledby="form">
        <h2 id="form">${words.reports.form}</h2>
        ${reportForm(page, component, filled)}
        <p class="soft after">${words.reports.privacy}</p>
      </section>
      ${reports && comments(page, reports)}`,
  })
}

function reportForm(page: Page, { slug }: PublicComponent, filled: Filled): Html {
  const { words, language } = page
  const { categories } = tables[language].reports
  return html`
    ${form(page, {
      address: reportsAddress(slug),
      send: words.reports.send,
      filled,
      fields: html`
        ${choice(filled, { name: 'category', label: words.reports.category, options: ReportCategory.enum.map(one => [one, categories[one]]) })}
        ${field(filled, { name: 'comment', label: words.reports.comment, hint: words.reports.commentHint, type: 'lines', maxlength: 500 })}
        ${['salt', 'number', 'signature'].map(name => html`<input type="hidden" name="${name}">`)}`,
    })}
    ${script(page.site)}`
}

function chart(page: Page, { bins, categories }: ReportsOfComponent): Html {
  const { words, format, language } = page
  const picture = reportChart(bins)
  if (picture.total === 0) return html`<p class="soft">${words.reports.none}</p>`
  return html`
    <section aria-labelledby="chart">
      <h2 id="chart">${words.reports.chart}</h2>
      <figure class="card">
        ${drawing(page, picture)}
        ${table(page, picture)}
      </figure>
      ${
        categories.length > 0 &&
        html`
          <h3 class="what">${words.reports.what}</h3>
          <ul class="shares">${categories.map(({ category, reports }) => html`<li>${tables[language].reports.categories[category]} <span class="soft">${format.number(Math.ceil(reports))}</span></li>`)}</ul>`
      }
    </section>`
}

function drawing(page: Page, picture: ReportChart): Html {
  const { words, format } = page
  const { width, bars, usual, total, most, top, hours } = picture
  const marks = [hours.at(-1), hours[Math.floor(hours.length / 2)]].map(hour => hour && clock(page, hour.at))
  return html`
    <div class="plot">
      <span class="top-mark soft">${format.number(Math.floor(top))}</span>
      <svg viewBox="0 0 ${width} ${chartHeight}" preserveAspectRatio="none" role="img" aria-label="${words.reports.label(format.number(total), format.number(most))}">
        <path class="reports" d="${bars}"/>
        <path class="usual" d="${usual}"/>
      </svg>
    </div>
    <p class="axis soft">${marks.map(mark => html`${mark}`)}${clock(page, new Date(page.now).toISOString())}</p>
    <figcaption class="soft">
      <span class="key"><svg viewBox="0 0 8 8" aria-hidden="true"><rect class="reports" width="8" height="8" rx="2"/></svg>${words.reports.reports}</span>
      <span class="key"><svg viewBox="0 0 12 8" aria-hidden="true"><path class="usual" d="M0 4h12"/></svg>${words.reports.usual}</span>
    </figcaption>`
}

/** The script puts it into the zone of the reader. */
const clock = ({ format }: Page, at: string): Html => html`<time data-clock datetime="${at}">${format.clock(at)}</time>`

function table(page: Page, { hours }: ReportChart): Html {
  const { words, format } = page
  return html`
    <details class="days">
      <summary><span class="ratio">${words.reports.table}</span></summary>
      <table>
        <thead><tr><th scope="col">${words.reports.hour}</th><th scope="col">${words.reports.reports}</th><th scope="col">${words.reports.usual}</th></tr></thead>
        <tbody>${hours.map(hour => html`<tr><th scope="row">${time(page, hour.at)}</th><td>${format.number(hour.reports)}</td><td>${format.number(hour.usual)}</td></tr>`)}</tbody>
      </table>
    </details>`
}

/** What moderators let through. */
function comments(page: Page, reports: ReportsOfComponent): Content {
  const { words, language } = page
  if (reports.comments.length === 0) return null
  return html`
    <section aria-labelledby="comments">
      <h2 id="comments">${words.reports.comments}</h2>
      <ul class="card">${reports.comments.map(({ at, category, text }) => html`<li><p class="soft">${tables[language].reports.categories[category]}, ${time(page, at)}</p><p class="message">${text}</p></li>`)}</ul>
    </section>`
}

export function reportSentPage(page: Page, { name, slug }: PublicComponent): Html {
  const { reports: say } = page.words
  return layout(page, {
    address: `${reportsAddress(slug)}/sent`,
    title: say.sent,
    status: 'operational',
    dated: false,
    body: thanks(page, { title: say.sent, text: say.sentWhat(name), back: reportsAddress(slug), label: say.back }),
  })
}

/** On the status page: a way to say what no check sees. */
export function askForReports(page: Page): Content {
  const { words, status } = page
  if (!status.features.reports || status.components.length === 0) return null
  return html`
    <details class="ask card">
      <summary><strong>${words.reports.form}</strong> <span class="soft">${words.reports.choose}</span></summary>
      <ul class="shares">${status.components.slice(0, namedAtMost).map(({ slug, name }) => html`<li><a href="${link(page, reportsAddress(slug))}">${inReadersLanguage(page, name)}</a></li>`)}</ul>
    </details>`
}
