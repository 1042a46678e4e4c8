import type { PagesMessages } from '../../../contracts/messages/pages.en.ts'
import { type Content, type Html, html } from '../html.ts'
import { link, type Page } from './view.ts'

export type MenuEntry = keyof PagesMessages['menu']

type Entry = { readonly name: MenuEntry; readonly address: string }

const entries: readonly Entry[] = [
  { name: 'status', address: '/' },
  { name: 'history', address: '/history' },
]

export function menu(page: Page, here: MenuEntry | undefined): Html {
  return html`
    <nav class="menu" aria-label="${page.words.title}">
      <ul>${entries.map(entry => html`<li><a href="${link(page, entry.address)}"${entry.name === here && current}>${page.words.menu[entry.name]}</a></li>`)}</ul>
    </nav>`
}

const current: Content = html` aria-current="page"`
