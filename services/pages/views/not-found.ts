import { type Html, html } from '../rendering/html.ts'
import { layout } from './parts/layout.ts'
import { link, type Page } from './view.ts'

export function notFoundPage(page: Page): Html {
  const { words } = page
  return layout(page, {
    address: '/',
    title: words.notFound.title,
    status: 'unknown',
    dated: false,
    body: html`
      <section class="blank">
        <p class="code" aria-hidden="true">404</p>
        <h1>${words.notFound.sentence}</h1>
        <p>${words.notFound.explain}</p>
        <p><a href="${link(page, '/')}">${words.notFound.back}</a></p>
      </section>`,
  })
}
