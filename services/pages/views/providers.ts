import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import { tables } from '../../../contracts/messages/tables.ts'
import type { ProviderState } from '../../../contracts/providers.ts'
import { type Content, type Html, html } from '../rendering/html.ts'
import type { PublicProvider, PublicProviderEvent } from '../status/public-notices.ts'
import { layout } from './parts/layout.ts'
import { icon, toneOf } from './parts/tone.ts'
import { link, type Page, time, type View } from './view.ts'

export const statusOfProvider: Readonly<Record<ProviderState, ComponentStatus>> = {
  operational: 'operational',
  maintenance: 'under_maintenance',
  unknown: 'unknown',
  degraded: 'degraded_performance',
  partial_outage: 'partial_outage',
  major_outage: 'major_outage',
}
/** On the status page. */
const shownAtMost = 5

export const providersView: View = {
  name: 'providers',
  pages: ({ providers }, { changed, minute }) =>
    providers.length > 0 ? [{ address: '/providers', version: `${changed} ${minute}`, render: providersPage }] : [],
}

function providersPage(page: Page): Html {
  const { words } = page
  const { providers } = page.status
  return layout(page, {
    address: '/providers',
    title: words.providers.title,
    status: statusOfProvider[providers[0]?.state ?? 'operational'],
    here: 'providers',
    body: html`
      <h1>${words.providers.title}</h1>
      <p class="lead">${words.providers.lead}</p>
      <ul class="card">${providers.map(provider => row(page, provider))}</ul>`,
  })
}

/** What may be the cause of our own trouble. */
export function providersInTrouble(page: Page): Content {
  const { words } = page
  const troubled = page.status.providers.filter(({ state }) => !['operational', 'unknown'].includes(state))
  if (troubled.length === 0) return null
  return html`
    <section aria-labelledby="providers">
      <h2 id="providers">${words.providers.inTrouble}</h2>
      <ul class="card">${troubled.slice(0, shownAtMost).map(provider => row(page, provider))}</ul>
      <p class="more"><a href="${link(page, '/providers')}">${words.providers.all}</a></p>
    </section>`
}

function row(page: Page, provider: PublicProvider): Html {
  const { words, format } = page
  const { name, state, since, derived, components, events } = provider
  const status = statusOfProvider[state]
  const affected = components.map(component =>
    component.region ? `${component.name} (${component.region})` : component.name,
  )
  const well = state === 'operational'
  return html`
    <li${well && brief}>
      <div class="name">
        <strong>${name}</strong>
        <span class="state ${toneOf[status]}">${icon(status)}${tables[page.language].providers.states[state]}</span>
      </div>
      ${!well && since !== null && html`<p class="soft">${words.providers.since} ${time(page, since)}</p>`}
      ${!well && affected.length > 0 && html`<p class="soft">${words.providers.affected}${words.colon}${format.list(affected)}</p>`}
      ${events.length > 0 && html`<ul class="events">${events.map(event => eventLine(page, event))}</ul>`}
      ${!well && derived && html`<p class="soft">${words.providers.derived}</p>`}
      ${source(page, provider)}
    </li>`
}

/** Who says so, and when that was last looked at. */
function source(page: Page, { url, checked_at }: PublicProvider): Content {
  const { words } = page
  const host = URL.parse(url)?.host
  const from =
    host !== undefined &&
    isWeb(url) &&
    html`${words.providers.source}${words.colon}<a href="${url}" rel="noopener nofollow">${host}</a>`
  const at = checked_at && html`${words.providers.checked} ${time(page, checked_at)}`
  return (from || at) && html`<p class="soft">${from}${from && at && ', '}${at}</p>`
}

const brief = html` class="brief"`

/** Written by the provider, in a language that nobody told us. */
function eventLine(page: Page, { title, phase, started_at, ends_at, url, kind }: PublicProviderEvent): Html {
  const { words } = page
  return html`
    <li>
      ${url !== null && isWeb(url) ? html`<a href="${url}" rel="noopener nofollow">${title}</a>` : title}
      <span class="soft">${words.providers.phase[phase]}${started_at !== null && html`, ${time(page, started_at)}`}
      ${kind === 'maintenance' && ends_at !== null && html` – ${time(page, ends_at)}`}</span>
    </li>`
}

/** Addresses come from the provider's own document. */
const isWeb = (url: string): boolean => /^https?:\/\//i.test(url)
