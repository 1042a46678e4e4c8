import { tables } from '../../../contracts/messages/tables.ts'
import { unitSign } from '../../../contracts/metrics/units.ts'
import { chartFrames } from '../rendering/headers.ts'
import { type Content, Html, html } from '../rendering/html.ts'
import type { PublicChart } from '../status/public-notices.ts'
import { layout, styleSheet } from './parts/layout.ts'
import { absolute, link, type Page, time, type View } from './view.ts'

/** More have a page only where they are asked for by programs: as SVG, CSV and JSON. */
const mostPages = 200

export const chartsView: View = {
  name: 'charts',
  pages: ({ charts }, { changed }) =>
    charts.length === 0
      ? []
      : [
          { address: '/charts', version: `${changed}`, render: listPage },
          ...charts.slice(0, mostPages).flatMap(chart => {
            const address = chartAddress(chart)
            const version = `${chart.drawn_at} ${changed}`
            return [
              { address, version, render: (page: Page) => chartPage(page, chart) },
              {
                address: `${chartFrames}${chart.name}`,
                version: chart.drawn_at,
                render: (page: Page) => framePage(page, chart),
              },
            ]
          }),
        ],
}

const chartAddress = ({ name }: Pick<PublicChart, 'name'>): string => `/charts/${name}`

function listPage(page: Page): Html {
  const say = tables[page.language].charts
  const rows = page.status.charts.map(chart => {
    const [series] = chart.series
    const value = chart.rows[0]?.values[0]
    const latest = value == null ? '' : `${page.format.number(value)} ${chart.unit ?? series?.unit ?? ''}`
    return html`<li class="brief"><div class="name"><a href="${link(page, chartAddress(chart))}">${chart.title}</a> <span class="soft">${latest}</span></div></li>`
  })
  return layout(page, {
    address: '/charts',
    title: say.title,
    status: 'operational',
    here: 'charts',
    body: html`
      <h1>${say.title}</h1>
      <p class="lead">${say.lead}</p>
      <ul class="card">${rows}</ul>`,
  })
}

function chartPage(page: Page, chart: PublicChart): Html {
  const say = tables[page.language].charts
  const address = chartAddress(chart)
  const frame = `<iframe src="${absolute(page, `${chartFrames}${chart.name}`)}" title="${chart.title}" width="720" height="380" style="border:0" loading="lazy"></iframe>`
  const latest = chart.rows[0]
  return layout(page, {
    address,
    title: chart.title,
    status: 'operational',
    here: 'charts',
    body: html`
      <nav><a href="${link(page, '/charts')}">← ${say.back}</a></nav>
      <h1>${chart.title}</h1>
      ${latest && html`<p class="lead">${say.drawn} ${time(page, latest.at)}</p>`}
      <figure class="card">
        ${picture(page, chart)}
        ${legend(chart)}
        ${table(page, chart)}
      </figure>
      <p class="more">${say.data} ${['svg', 'csv', 'json'].map(form => html`<a href="${page.site.base}${address}.${form}">${form.toUpperCase()}</a> `)}</p>
      <p class="soft after">${say.embed}</p>
      <pre tabindex="0" class="copy"><code>${frame}</code></pre>`,
  })
}

/** The service that drew it has escaped what stands there. */
const picture = ({ language }: Page, { pictures }: PublicChart): Html => new Html(pictures[language] ?? '')

function legend({ series, unit }: PublicChart): Content {
  if (series.length < 2) return null
  return html`<figcaption class="soft">${series.map(
    ({ label, unit: own }, index) =>
      html`<span class="key"><svg viewBox="0 0 8 8" aria-hidden="true"><rect class="column s${index}" width="8" height="8" rx="2"/></svg>${label}${own && own !== unit && ` (${unitSign(own)})`}</span>`,
  )}</figcaption>`
}

function table(page: Page, { rows, series, unit, title }: PublicChart): Content {
  const say = tables[page.language].charts
  if (rows.length === 0) return null
  const heads = series.map(one => {
    const measuredIn = one.unit ?? unit
    return html`<th scope="col">${one.label}${measuredIn && ` (${unitSign(measuredIn)})`}</th>`
  })
  return html`
    <details class="days">
      <summary><span class="ratio">${say.table}</span></summary>
      <table>
        <caption>${title}</caption>
        <thead><tr><th scope="col">${say.time}</th>${heads}</tr></thead>
        <tbody>${rows.map(({ at, values }) => html`<tr><th scope="row">${time(page, at)}</th>${values.map(value => html`<td>${value === null ? '–' : page.format.number(value)}</td>`)}</tr>`)}</tbody>
      </table>
    </details>`
}

/** For other sites: the picture, and a way to its page. */
function framePage(page: Page, chart: PublicChart): Html {
  return html`<!doctype html>
    <html lang="${page.language}" dir="ltr">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="robots" content="noindex">
        <title>${chart.title}</title>
        ${styleSheet}
      </head>
      <body>
        <main>
          <h1><a href="${link(page, chartAddress(chart))}" target="_top" rel="noopener">${chart.title}</a></h1>
          ${picture(page, chart)}
          ${legend(chart)}
        </main>
      </body>
    </html>`
}
