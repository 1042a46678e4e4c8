import type { IncidentStatus } from '../../../../contracts/common-schemas.ts'
import { say, word } from '../../../../contracts/messages/words.ts'
import { type Content, type Html, html } from '../../rendering/html.ts'
import {
  durationS,
  isOpen,
  type PublicIncident,
  type PublicUpdate,
  recentDays,
  statusOfImpact,
} from '../../status/public-status.ts'
import { inReadersLanguage, link, type Page, time } from '../view.ts'
import { probableCauses } from './probable-causes.ts'
import { icon, toneOf } from './tone.ts'

const shownInFull = 5
const listedAtMost = 20
const updatesAtMost = 3
const phases: readonly IncidentStatus[] = ['investigating', 'identified', 'monitoring', 'resolved']

export const incidentAddress = (incident: PublicIncident): string => `/incidents/${encodeURIComponent(incident.number)}`

export function openIncidents(page: Page): Content {
  const { open } = page.status
  if (open.length === 0) return null
  const rest = open.slice(shownInFull, shownInFull + listedAtMost)
  const hidden = open.length - shownInFull - rest.length
  return html`
    <section aria-labelledby="open">
      <h2 id="open">${page.words.openIncidents}</h2>
      ${open.slice(0, shownInFull).map(incident => openIncident(page, incident))}
      ${rest.length > 0 && html`<ul class="card lines">${rest.map(incident => incidentLine(page, incident))}</ul>`}
      ${hidden > 0 && html`<p class="soft">${page.words.moreOpen(hidden)}</p>`}
    </section>`
}

function openIncident(page: Page, incident: PublicIncident): Html {
  return html`
    <article class="card incident ${toneOf[statusOfImpact[incident.impact]]}">
      <header>
        <h3><a href="${link(page, incidentAddress(incident))}">${inReadersLanguage(page, incident.title, incident.title_i18n)}</a></h3>
        ${facts(page, incident)}
      </header>
      <div>
      ${phaseList(page, incident)}
      ${probableCauses(page, incident)}
      ${nextUpdate(page, incident)}
      ${updateList(page, incident, updatesAtMost)}
      ${incident.updates.length > updatesAtMost && html`<p><a href="${link(page, incidentAddress(incident))}">${page.words.allUpdates} (${incident.updates.length})</a></p>`}
      </div>
    </article>`
}

/** Impact, beginning, duration, and whom it touches. */
function facts(page: Page, incident: PublicIncident): Html {
  const { words, format } = page
  const status = statusOfImpact[incident.impact]
  return html`
    <p class="facts">
      <span class="state ${toneOf[status]}">${icon(status)}${words.impact[incident.impact]}</span>
      <span>${time(page, incident.started_at)}, ${lasting(page, incident)}</span>
    </p>
    ${incident.components.length > 0 && html`<p class="soft">${words.incident.affected}${words.colon}${inReadersLanguage(page, format.list(incident.components))}</p>`}`
}

/** As long as that time has not come. */
export function nextUpdate(page: Page, incident: PublicIncident): Content {
  const { next_update_at: at } = incident
  if (!at || !isOpen(incident) || Date.parse(at) <= page.now) return null
  return html`<p class="soft">${page.words.incident.nextUpdate} ${time(page, at)}</p>`
}

/** Pages are rendered once a minute: what goes on is told in whole minutes. */
export function lasting({ words, format, now }: Page, incident: PublicIncident): string {
  const seconds = durationS(incident, now)
  if (!isOpen(incident)) return words.lasted(format.duration(seconds))
  return words.ongoingFor(format.duration(Math.max(60, seconds - (seconds % 60))))
}

export function phaseList({ words }: Page, incident: PublicIncident): Html {
  const reached = phases.indexOf(incident.status)
  return html`
    <ol class="phases">${phases.map((phase, index) =>
      index === reached
        ? html`<li class="done" aria-current="step">${words.phase[phase]}</li>`
        : html`<li${index < reached ? doneClass : null}>${words.phase[phase]}</li>`,
    )}</ol>`
}

const doneClass = html` class="done"`

export function updateList(page: Page, incident: PublicIncident, atMost: number): Content {
  const { words, format } = page
  const updates = incident.updates.slice(0, atMost)
  if (updates.length === 0) return null
  return html`<ol class="updates">${updates.map(
    update => html`
      <li>
        <strong>${nameOf(page, update)}</strong> ${time(page, update.at)}
        ${saysMore(page, incident, update) && html`<p>${inReadersLanguage(page, update.message, update.message_i18n)}</p>`}
        ${update.components && html`<span class="soft">${words.incident.affected}${words.colon}${inReadersLanguage(page, format.list(update.components))}</span>`}
      </li>`,
  )}</ol>`
}

/** More than the title of the incident, and than the phase that stands above it. */
export function saysMore({ site }: Page, { title }: PublicIncident, { message, status }: PublicUpdate): boolean {
  return (
    message !== '' &&
    message !== title &&
    !(status !== null && message === word(say(`incident.${status}`), site.language))
  )
}

export function nameOf({ words }: Page, update: PublicUpdate): string {
  // Teams use words of their own, also such as every object knows by itself: `constructor`.
  if (Object.hasOwn(words.entry, update.kind)) return words.entry[update.kind as keyof typeof words.entry]
  return update.status === null ? words.entry.update : words.phase[update.status]
}

export function recentIncidents(page: Page): Html {
  const { words } = page
  const { recent } = page.status
  const listed = recent.slice(0, listedAtMost)
  return html`
    <section aria-labelledby="recent">
      <h2 id="recent">${words.recentIncidents(recentDays)}</h2>
      ${listed.length === 0 ? html`<p class="soft">${words.noRecentIncidents(recentDays)}</p>` : html`<ul class="card lines">${listed.map(incident => incidentLine(page, incident))}</ul>`}
      ${recent.length > listed.length && html`<p class="soft">${words.moreRecent(recent.length - listed.length)}</p>`}
      <p class="more"><a href="${link(page, '/history')}">${words.history.all}</a></p>
    </section>`
}

export function incidentLine(page: Page, incident: PublicIncident): Html {
  const { words } = page
  return html`
    <li>
      <span class="state ${toneOf[statusOfImpact[incident.impact]]}" title="${words.impact[incident.impact]}">
        ${icon(statusOfImpact[incident.impact])}<span class="hidden">${words.impact[incident.impact]}</span>
      </span>
      <a href="${link(page, incidentAddress(incident))}">${inReadersLanguage(page, incident.title, incident.title_i18n)}</a>
      <span class="soft">${time(page, incident.started_at)}, ${lasting(page, incident)}</span>
    </li>`
}
