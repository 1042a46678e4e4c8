import type { ComponentStatus } from '../../../../contracts/common-schemas.ts'
import { type Content, html } from '../../rendering/html.ts'
import { bannersOf, type PublicAnnouncement } from '../../status/public-notices.ts'
import { inReadersLanguage, type Page, time } from '../view.ts'
import { icon, toneOf } from './tone.ts'

const statusOf: Readonly<Record<PublicAnnouncement['level'], ComponentStatus>> = {
  info: 'under_maintenance',
  warning: 'degraded_performance',
  critical: 'major_outage',
}
const shownAtMost = 3

/** What is announced stands at the top of every page. */
export function banners(page: Page): Content {
  const shown = bannersOf(page.status.announcements, page.now).slice(0, shownAtMost)
  if (shown.length === 0 && !page.status.unstored_since) return null
  return html`
    <aside aria-label="${page.words.announcements}">${unstored(page)}${shown.map(
      ({ level, title, message }) => html`
        <div class="banner ${toneOf[statusOf[level]]}">
          ${level === 'info' ? information : icon(statusOf[level])}
          <div>
            <strong>${inReadersLanguage(page, title)}</strong>
            ${message !== title && html`<p>${inReadersLanguage(page, message)}</p>`}
          </div>
        </div>`,
    )}</aside>`
}

/** What stands on the page is what was known until then. */
function unstored(page: Page): Content {
  const { unstored_since } = page.status
  if (!unstored_since) return null
  const [before, after] = page.words.unstored
  return html`
        <div class="banner ${toneOf.unknown}">
          ${icon('unknown')}
          <div><strong>${before} ${time(page, unstored_since)} ${after}</strong></div>
        </div>`
}

const information = html`
  <svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" aria-hidden="true">
    <circle cx="10" cy="10" r="8.5"/><path d="M10 9.5v4.5M10 6.2v.2"/>
  </svg>`
