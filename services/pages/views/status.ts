import { html } from '../rendering/html.ts'
import { firstRun } from './first-run.ts'
import { barDays, componentsSection } from './parts/components-section.ts'
import { headlineOf } from './parts/headline.ts'
import { openIncidents, recentIncidents } from './parts/incidents-section.ts'
import { layout } from './parts/layout.ts'
import { plannedMaintenances } from './parts/maintenances-section.ts'
import { icon, toneOf } from './parts/tone.ts'
import { providersInTrouble } from './providers.ts'
import { askForReports } from './reports.ts'
import type { Page, View } from './view.ts'

export const statusView: View = {
  name: 'status',
  pages: (_status, { changed, minute }) => [
    { address: '/', version: `${changed} ${minute}`, render: page => statusPage(page) },
  ],
}

export function statusPage(page: Page) {
  const { status, sentence, detail } = headlineOf(page)
  if (page.status.components.length === 0 && page.status.open.length === 0) return firstRun(page)
  return layout(page, {
    address: '/',
    title: sentence,
    description: `${sentence}. ${detail}.`,
    status,
    here: 'status',
    bars: barDays,
    body: html`
      <section class="hero ${toneOf[status]}">
        ${icon(status)}
        <div>
          <h1>${sentence}</h1>
          <p>${detail}</p>
        </div>
      </section>
      ${openIncidents(page)}
      ${plannedMaintenances(page)}
      ${page.status.components.length > 0 && componentsSection(page)}
      ${askForReports(page)}
      ${providersInTrouble(page)}
      ${recentIncidents(page)}`,
  })
}
