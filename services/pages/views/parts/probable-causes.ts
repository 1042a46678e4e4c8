import { dateIn } from '../../rendering/format.ts'
import { type Content, html } from '../../rendering/html.ts'
import type { PublicIncident } from '../../status/public-status.ts'
import { link, type Page, time } from '../view.ts'

/** What it stands on and was in trouble itself: only providers and components that everybody may see here. */
export function probableCauses(page: Page, incident: PublicIncident): Content {
  const { components, providers } = page.status
  const shown = (incident.causes ?? []).filter(({ kind, name }) =>
    (kind === 'provider' ? providers : components).some(known => known.name === name),
  )
  if (shown.length === 0) return null
  return shown.map(cause => {
    const name =
      cause.kind === 'provider' ? html`<a href="${link(page, '/providers')}">${cause.name}</a>` : html`${cause.name}`
    return html`<p class="note">${page.words.incident.cause} ${name}${cause.since !== null && since(page, cause.since, incident)}</p>`
  })
}

/** The hour says enough when it was on the day on which the incident began. */
function since(page: Page, at: string, { started_at }: PublicIncident) {
  const { words, format, site } = page
  const day = (instant: string) => dateIn(site.time_zone, Date.parse(instant))
  const sameDay = day(at) === day(started_at)
  return html`, ${sameDay ? words.incident.sinceHour : words.since} ${time(page, at, sameDay ? format.clock(at) : format.time(at))}`
}
