import { type Html, html } from '../html.ts'
import { emptyForm, type Filled, field, form, thanks } from './form.ts'
import { layout } from './layout.ts'
import { absolute, link, type Page, type View } from './view.ts'

export const subscribeView: View = {
  name: 'subscribe',
  sheets: ({ offers }) => [
    { address: '/subscribe', version: `${offers.email}`, write: page => subscribePage(page, emptyForm) },
    ...(offers.email ? [{ address: '/subscribe/sent', version: '', write: sentPage }] : []),
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
      ${page.status.offers.email && byEmail(page, filled)}
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
          <p class="links"><a href="${link(page, '/calendar.ics')}">${absolute(page, '/calendar.ics')}</a></p>
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
      ${form(page, { address: '/subscribe', send: say.send, filled, fields: html`<p>${say.emailWhat}</p>${fields}` })}
    </section>`
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
