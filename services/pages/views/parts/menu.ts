import type { PagesMessages } from '../../../../contracts/messages/pages.en.ts'
import { type Content, type Html, html } from '../../rendering/html.ts'
import { link, type Page } from '../view.ts'

export type MenuEntry = keyof PagesMessages['menu']

type Entry = { readonly name: MenuEntry; readonly address: string; readonly when?: (page: Page) => boolean }

const entries: readonly Entry[] = [
  { name: 'status', address: '/' },
  { name: 'history', address: '/history' },
  { name: 'providers', address: '/providers', when: ({ status }) => status.providers.length > 0 },
  { name: 'subscribe', address: '/subscribe' },
  { name: 'contact', address: '/contact', when: ({ status }) => status.features.contact },
]

export function menu(page: Page, here: MenuEntry | undefined): Html {
  const shown = entries.filter(({ when }) => when === undefined || when(page))
  return html`
    <nav class="menu" aria-label="${page.words.title}">
      <ul>${shown.map(entry => html`<li><a href="${link(page, entry.address)}"${entry.name === here && current}>${page.words.menu[entry.name]}</a></li>`)}</ul>
    </nav>`
}

const current: Content = html` aria-current="page"`
