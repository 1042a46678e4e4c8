import { type Content, type Html, html } from '../rendering/html.ts'
import { emptyForm, type Filled, field, form, thanks } from './parts/form.ts'
import { layout } from './parts/layout.ts'
import { absolute, inReadersLanguage, link, type Page, type View } from './view.ts'

export const subscribeView: View = {
  name: 'subscribe',
  pages: ({ features, components }) => [
    {
      address: '/subscribe',
      version: JSON.stringify([features.email, components.map(({ slug, name }) => [slug, name])]),
      render: page => subscribePage(page, emptyForm),
    },
    ...(features.email ? [{ address: '/subscribe/sent', version: '', render: sentPage }] : []),
  ],
}

export function subscribePage(page: Page, filled: Filled): Html {
  const { subscribe: say } = page.words
  return layout(page, {
    address: '/subscribe',
    title: say.title,
    status: 'operational',
    here: 'subscribe',
    dated: false,
    body: html`
      <h1>${say.title}</h1>
      <p class="lead">${say.lead}</p>
      ${page.status.features.email && byEmail(page, filled)}
      <section aria-labelledby="feeds">
        <h2 id="feeds">${say.feeds}</h2>
        <div class="card">
          <p>${say.feedsWhat}</p>
          <p class="links"><a href="${link(page, '/feed.atom')}">Atom</a> <a href="${link(page, '/feed.rss')}">RSS</a></p>
        </div>
      </section>
      <section aria-labelledby="calendar">
        <h2 id="calendar">${say.calendar}</h2>
        <div class="card">
          <p>${say.calendarWhat}</p>
          <p class="links"><a href="${link(page, '/calendar.ics')}">${page.site.url === null ? link(page, '/calendar.ics') : absolute(page, '/calendar.ics')}</a></p>
        </div>
      </section>
      <section aria-labelledby="programs">
        <h2 id="programs">${say.programs}</h2>
        <div class="card">
          <p>${say.programsWhat}</p>
          <p class="links"><a href="${page.site.base}/api/v2/summary.json">JSON</a> <a href="${page.site.base}/api/docs">${page.words.footer.api}</a> <a href="${link(page, '/embed')}">${page.words.embed.title}</a></p>
        </div>
      </section>`,
  })
}

function byEmail(page: Page, filled: Filled): Html {
  const { subscribe: say } = page.words
  const fields = field(filled, {
    name: 'email',
    label: say.email,
    type: 'email',
    autocomplete: 'email',
    maxlength: 254,
    required: true,
  })
  return html`
    <section aria-labelledby="mail">
      <h2 id="mail">${say.byEmail}</h2>
      ${form(page, { address: '/subscribe', send: say.send, filled, fields: html`<p>${say.emailWhat}</p>${fields}${choices(page, filled)}` })}
    </section>`
}

/** More cannot be chosen in one subscription. */
const chosenAtMost = 100

/** Nothing ticked is everything. */
function choices(page: Page, { values }: Filled): Content {
  const { components } = page.status
  if (components.length < 2 || components.length > chosenAtMost) return null
  const chosen = new Set(values.components?.split(' ').filter(Boolean))
  return html`
    <details${chosen.size > 0 && html` open`}>
      <summary><span class="ratio">${page.words.subscribe.some}</span></summary>
      <fieldset>
        <legend class="hidden">${page.words.subscribe.some}</legend>
        ${components.map(({ slug, name }) => html`<label class="option"><input type="checkbox" name="components" value="${slug}"${chosen.has(slug) && html` checked`}>${inReadersLanguage(page, name)}</label>`)}
      </fieldset>
    </details>`
}

function sentPage(page: Page): Html {
  const { subscribe: say, incident } = page.words
  return layout(page, {
    address: '/subscribe/sent',
    title: say.sent,
    status: 'operational',
    here: 'subscribe',
    dated: false,
    body: thanks(page, { title: say.sent, text: say.sentWhat, back: '/', label: incident.back }),
  })
}
