import { type Html, html } from '../rendering/html.ts'
import { emptyForm, type Filled, field, form, thanks } from './parts/form.ts'
import { layout } from './parts/layout.ts'
import type { Page, View } from './view.ts'

export const contactView: View = {
  name: 'contact',
  pages: ({ features }) =>
    features.contact
      ? [
          { address: '/contact', version: '', render: page => contactPage(page, emptyForm) },
          { address: '/contact/sent', version: '', render: sentPage },
        ]
      : [],
}

export function contactPage(page: Page, filled: Filled): Html {
  const say = page.words.contact
  return layout(page, {
    address: '/contact',
    title: say.title,
    status: 'operational',
    here: 'contact',
    dated: false,
    body: html`
      <h1>${say.title}</h1>
      <p class="lead">${say.lead}</p>
      ${form(page, {
        address: '/contact',
        send: say.send,
        filled,
        fields: html`
          <div class="pair">
            ${field(filled, { name: 'first_name', label: say.firstName, autocomplete: 'given-name', maxlength: 100, required: true })}
            ${field(filled, { name: 'last_name', label: say.lastName, autocomplete: 'family-name', maxlength: 100, required: true })}
          </div>
          ${field(filled, { name: 'email', label: say.email, hint: say.emailHint, type: 'email', autocomplete: 'email', maxlength: 254 })}
          ${field(filled, { name: 'message', label: say.message, type: 'lines', maxlength: 10_000, required: true })}`,
      })}`,
  })
}

function sentPage(page: Page): Html {
  const { contact: say, incident } = page.words
  return layout(page, {
    address: '/contact/sent',
    title: say.sent,
    status: 'operational',
    here: 'contact',
    dated: false,
    body: thanks(page, { title: say.sent, text: say.sentWhat, back: '/', label: incident.back }),
  })
}
