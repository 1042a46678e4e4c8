import { type Content, type Html, html } from '../../rendering/html.ts'
import { isPlanned, type PublicMaintenance } from '../../status/public-notices.ts'
import { inReadersLanguage, link, type Page, time } from '../view.ts'
import { icon, toneOf } from './tone.ts'

const shownAtMost = 5

/** Work that goes on or is planned, the soonest first. */
export function plannedMaintenances(page: Page): Content {
  const planned = page.status.maintenances.filter(isPlanned)
  if (planned.length === 0) return null
  const { words } = page
  return html`
    <section aria-labelledby="planned">
      <h2 id="planned">${words.maintenance.title}</h2>
      <ul class="card">${planned.slice(0, shownAtMost).map(maintenance => row(page, maintenance))}</ul>
      <p class="more"><a href="${link(page, '/calendar.ics')}">${words.maintenance.calendar}</a></p>
    </section>`
}

function row(page: Page, { title, message, status, components, starts_at, ends_at }: PublicMaintenance): Html {
  const { words, format } = page
  const runs = status === 'in_progress'
  const tone = runs ? 'under_maintenance' : 'unknown'
  return html`
    <li>
      <div class="name">
        <strong>${inReadersLanguage(page, title)}</strong>
        <span class="state ${toneOf[tone]}">${runs && icon(tone)}${runs ? words.maintenance.running : words.maintenance.planned}</span>
      </div>
      <p class="soft">${words.maintenance.from} ${time(page, starts_at)} ${words.maintenance.until} ${time(page, ends_at)}</p>
      ${components.length > 0 && html`<p class="soft">${words.incident.affected}${words.colon}${inReadersLanguage(page, format.list(components))}</p>`}
      ${message !== null && html`<p class="message">${inReadersLanguage(page, message)}</p>`}
    </li>`
}
