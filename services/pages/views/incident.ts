import { type Html, html } from '../rendering/html.ts'
import { durationS, isOpen, type PublicIncident, statusOfImpact } from '../status/public-status.ts'
import { incidentAddress, lasting, nextUpdate, phaseList, updateList } from './parts/incidents-section.ts'
import { layout } from './parts/layout.ts'
import { probableCauses } from './parts/probable-causes.ts'
import { icon, toneOf } from './parts/tone.ts'
import { inReadersLanguage, link, type Page, time, titleOf, type View } from './view.ts'

/** Older ones are written when somebody asks for them. */
const keptIncidents = 30

export const incidentView: View = {
  name: 'incident',
  pages: ({ open, recent }, { minute }) =>
    [...open, ...recent].slice(0, keptIncidents).map(incident => ({
      address: incidentAddress(incident),
      version: isOpen(incident) ? `${incident.revision} ${minute}` : `${incident.revision}`,
      render: page => incidentPage(page, incident),
    })),
}

export function incidentPage(page: Page, incident: PublicIncident): Html {
  const { words } = page
  const status = statusOfImpact[incident.impact]
  const title = titleOf(page, incident)
  return layout(page, {
    address: incidentAddress(incident),
    title,
    description: `${title}${words.colon}${words.phase[incident.status]}`,
    status: isOpen(incident) ? status : 'operational',
    body: html`
      <nav><a href="${link(page, '/')}">← ${words.incident.back}</a></nav>
      <article class="page ${toneOf[status]}">
        <p class="soft">${incident.number}</p>
        <h1>${inReadersLanguage(page, incident.title, incident.title_i18n)}</h1>
        ${phaseList(page, incident)}
        ${summary(page, incident)}
        ${nextUpdate(page, incident)}
        <h2>${words.incident.timeline}</h2>
        ${updateList(page, incident, Number.POSITIVE_INFINITY) ?? html`<p class="soft">${words.incident.noUpdates}</p>`}
      </article>`,
  })
}

function summary(page: Page, incident: PublicIncident): Html {
  const { words, format } = page
  const status = statusOfImpact[incident.impact]
  const { started_at, resolved_at } = incident
  return html`
    <p><span class="state ${toneOf[status]}">${icon(status)}${words.impact[incident.impact]}</span></p>
    <dl class="card">
      <div><dt>${words.incident.started}</dt><dd>${time(page, started_at, format.timeWithYear(started_at))}</dd></div>
      ${resolved_at !== null && html`<div><dt>${words.incident.resolved}</dt><dd>${time(page, resolved_at, format.timeWithYear(resolved_at))}</dd></div>`}
      <div><dt>${words.incident.duration}</dt><dd>${isOpen(incident) ? lasting(page, incident) : format.duration(durationS(incident, page.now))}</dd></div>
      ${incident.components.length > 0 && html`<div><dt>${words.incident.affected}</dt><dd>${inReadersLanguage(page, format.list(incident.components))}</dd></div>`}
    </dl>
    ${probableCauses(page, incident)}`
}
