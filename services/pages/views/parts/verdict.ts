import type { ComponentStatus } from '../../../../contracts/common-schemas.ts'
import { tables } from '../../../../contracts/messages/tables.ts'
import type { ReportLevel, ReportsOfComponent } from '../../../../contracts/reports.ts'
import { type Html, html } from '../../rendering/html.ts'
import { byState, type PublicProvider } from '../../status/public-notices.ts'
import type { PublicComponent } from '../../status/public-status.ts'
import { statusOfProvider } from '../providers.ts'
import { type Page, time } from '../view.ts'
import { icon, toneOf } from './tone.ts'

export const statusOfLevel: Readonly<Record<ReportLevel, ComponentStatus>> = {
  none: 'operational',
  possible: 'degraded_performance',
  likely: 'major_outage',
}

/** Three witnesses side by side, and what they say together: our checks, those we stand on, and everybody else. */
export function verdict(page: Page, component: PublicComponent, reports: ReportsOfComponent | null): Html {
  const { words, language } = page
  const say = words.reports
  const [worst] = providersOf(page, component)
  const level = reports?.level
  return html`
    <p class="lead">${say.verdict[verdictOf(component.status, worst, level ?? 'none')]}</p>
    <ul class="witnesses">
      ${witness(say.ours, component.status, html`${words.status[component.status]}`)}
      ${worst && witness(say.official, statusOfProvider[worst.state], html`${worst.name}${words.colon}${tables[language].providers.states[worst.state]}`)}
      ${
        level &&
        witness(
          say.crowd,
          statusOfLevel[level],
          html`${tables[language].reports.levels[level]}${reports.since !== null && html`, ${words.since} ${time(page, reports.since)}`}`,
        )
      }
    </ul>`
}

const witness = (who: string, status: ComponentStatus, says: Html): Html => html`
  <li class="card ${toneOf[status]}">
    <span class="soft">${who}</span>
    <span class="state">${icon(status)}<span>${says}</span></span>
  </li>`

/** Those the component stands on, the worst first. */
function providersOf({ status }: Page, { providers = [] }: PublicComponent): readonly PublicProvider[] {
  return status.providers.filter(({ id }) => providers.includes(id)).sort(byState)
}

type Verdict = keyof Page['words']['reports']['verdict']

export function verdictOf(ours: ComponentStatus, official: PublicProvider | undefined, level: ReportLevel): Verdict {
  const upstream = official !== undefined && !['operational', 'unknown', 'maintenance'].includes(official.state)
  const people = level !== 'none'
  if (ours === 'under_maintenance') return 'maintenance'
  if (ours === 'unknown') return people ? 'peopleOnly' : 'blind'
  if (ours !== 'operational') return people ? 'known' : 'early'
  if (upstream) return people ? 'upstream' : 'quietUpstream'
  return people ? 'peopleOnly' : 'quiet'
}
