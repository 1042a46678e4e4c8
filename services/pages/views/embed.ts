import { frameAddress } from '../rendering/headers.ts'
import { type Html, html } from '../rendering/html.ts'
import { badgeAddress } from './badge.ts'
import { headlineOf } from './parts/headline.ts'
import { layout, styleSheet } from './parts/layout.ts'
import { icon, symbols, toneOf } from './parts/tone.ts'
import { absolute, inReadersLanguage, link, type Page, type View } from './view.ts'

/** So many badges of services are listed. */
const listedAtMost = 100

export const embedView: View = {
  name: 'embed',
  pages: ({ components }, { changed }) => [
    { address: frameAddress, version: `${changed}`, render: framePage },
    {
      address: '/embed',
      version: JSON.stringify(components.slice(0, listedAtMost).map(({ slug, name }) => [slug, name])),
      render: embedPage,
    },
  ],
}

function embedPage(page: Page): Html {
  const { embed: say, title } = page.words
  const name = page.site.title ?? title
  const home = absolute(page, '/')
  const badge = absolute(page, '/badge.svg')
  return layout(page, {
    address: '/embed',
    title: say.title,
    status: 'operational',
    dated: false,
    body: html`
      <h1>${say.title}</h1>
      <p class="lead">${say.lead}</p>
      <section aria-labelledby="badge">
        <h2 id="badge">${say.badge}</h2>
        <div class="card">
          <p><img src="${link(page, '/badge.svg')}" alt="${name}" height="20"></p>
          ${snippet('HTML', `<a href="${home}"><img src="${badge}" alt="${name}"></a>`)}
          ${snippet('Markdown', `[![${name}](${badge})](${home})`)}
        </div>
      </section>
      <section aria-labelledby="frame">
        <h2 id="frame">${say.frame}</h2>
        <div class="card">
          <p>${say.frameWhat}</p>
          ${snippet('HTML', `<iframe src="${absolute(page, frameAddress)}" title="${name}" width="420" height="60" style="border:0" loading="lazy"></iframe>`)}
        </div>
      </section>
      ${page.status.components.length > 0 && serviceBadges(page)}`,
  })
}

/** Chosen whole with one click, or reached and copied by keyboard. */
const snippet = (language: string, code: string): Html =>
  html`<p class="soft">${language}</p><pre tabindex="0" class="copy"><code>${code}</code></pre>`

function serviceBadges(page: Page): Html {
  const { embed: say } = page.words
  const rows = page.status.components.slice(0, listedAtMost)
  return html`
    <section aria-labelledby="services">
      <h2 id="services">${say.services}</h2>
      <ul class="card">${rows.map(({ slug, name }) => html`<li class="brief"><div class="name"><strong>${inReadersLanguage(page, name)}</strong> <a href="${link(page, badgeAddress(slug))}">${link(page, badgeAddress(slug))}</a></div></li>`)}</ul>
    </section>`
}

/** One line for other sites: the whole of it leads to the status page. */
function framePage(page: Page): Html {
  const { status, sentence } = headlineOf(page)
  return html`<!doctype html>
    <html lang="${page.language}" dir="ltr">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width,initial-scale=1">
        <meta name="robots" content="noindex">
        <title>${sentence}</title>
        ${styleSheet}
      </head>
      <body class="framed">
        ${symbols(0)}
        <main class="${toneOf[status]}"><a href="${link(page, '/')}" target="_top" rel="noopener">${icon(status)}<h1>${sentence}</h1></a></main>
      </body>
    </html>`
}
