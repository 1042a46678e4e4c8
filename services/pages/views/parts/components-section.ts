import {
  barHeight,
  barPitch,
  type DayPart,
  dayParts,
  type Span,
  troubles,
  type UptimeBars,
  uptimeBarsOf,
} from '../../charts/uptime-bars.ts'
import { dateIn } from '../../rendering/format.ts'
import { type Html, html } from '../../rendering/html.ts'
import { type Group, groupsOf, type PublicComponent } from '../../status/public-status.ts'
import { inReadersLanguage, type Page, time } from '../view.ts'
import { icon, toneOf } from './tone.ts'

export const barDays = 90
/** What a narrow screen shows of them; the style rendered knows it too. */
const narrowDays = 45
/** Above this many services only those in trouble are drawn: a longer list is for the search of the browser. */
export const drawnAtMost = 200
/** Above this many services the groups in which all is well are closed: what is wrong should be seen without scrolling. */
const openAtMost = 12

const classes: Readonly<Record<DayPart, string>> = {
  up_s: 'up',
  degraded_s: 'slow',
  down_s: 'down',
  maintenance_s: 'work',
  unknown_s: 'dark',
}

const brief = html` class="brief"`
const isOpen = html` open`
const counted = { down_s: 'down', degraded_s: 'degraded', maintenance_s: 'maintenance', unknown_s: 'unknown' } as const

/** Which components are drawn with their days; the uptime of the others need not be known. */
export function drawnComponents(components: readonly PublicComponent[]): readonly PublicComponent[] {
  if (components.length <= drawnAtMost) return components
  return components.filter(component => component.status !== 'operational').slice(0, drawnAtMost)
}

export function componentsSection(page: Page): Html {
  const { components } = page.status
  const drawn = new Set(drawnComponents(components))
  const groups = groupsOf(components)
  const open = components.length <= openAtMost
  const unseen = uptimeBarsOf({ ratio: null, days: [] }, barDays, dateIn(page.site.time_zone, page.now))
  return html`
    <section aria-labelledby="services">
      <h2 id="services">${page.words.components}</h2>
      ${groups.map(group => groupBlock(page, group, { drawn, unseen, open, alone: groups.length === 1 }))}
      ${legend(page)}
    </section>`
}

type Drawing = {
  readonly drawn: ReadonlySet<PublicComponent>
  readonly unseen: UptimeBars
  readonly open: boolean
  readonly alone: boolean
}

function groupBlock(page: Page, group: Group, { drawn, unseen, open, alone }: Drawing): Html {
  const rows = html`<ul class="card">${group.components.map(component => row(page, component, drawn.has(component) && (page.status.uptime.get(component.slug) ?? unseen)))}</ul>`
  if (alone && group.name === null) return rows
  const name = group.name === null ? page.words.otherComponents : inReadersLanguage(page, group.name)
  const state = page.words.status[group.status]
  return html`
    <details class="group"${open || group.status !== 'operational' ? isOpen : null}>
      <summary>
        <h3>${name}</h3> <span class="soft">${page.words.services(group.components.length)}</span>
        <span class="state ${toneOf[group.status]}">${icon(group.status)}${state}</span>
      </summary>
      ${rows}
    </details>`
}

function row(page: Page, component: PublicComponent, picture: UptimeBars | false): Html {
  const { words } = page
  const well = component.status === 'operational'
  return html`
    <li${picture ? null : brief}>
      <div class="name">
        <strong>${inReadersLanguage(page, component.name)}</strong>
        <span class="state ${toneOf[component.status]}">${icon(component.status)}${words.status[component.status]}</span>
      </div>
      ${!well && html`<p class="soft">${words.since} ${time(page, component.since)}</p>`}
      ${component.suspected !== null && html`<p class="note">${words.suspected}${words.colon}${inReadersLanguage(page, component.suspected)}</p>`}
      ${picture && days(page, component.name, picture)}
    </li>`
}

/** The days of a component are the same from one rendering to the next, and most of a page: they are written once. */
const writtenDays = new WeakMap<UptimeBars, Map<string, Html>>()

function days(page: Page, name: string, picture: UptimeBars): Html {
  const known = writtenDays.get(picture) ?? new Map<string, Html>()
  writtenDays.set(picture, known)
  const key = `${page.language} ${name}`
  const written = known.get(key) ?? writeDays(page, name, picture)
  known.set(key, written)
  return written
}

function writeDays(page: Page, name: string, picture: UptimeBars): Html {
  const { words, format } = page
  const { ratio, spans } = picture
  return html`
    ${drawing(page, picture)}
    <details class="days">
      <summary>
        <span class="wide">${words.bars.daysAgo(barDays)}</span>
        <span class="narrow">${words.bars.daysAgo(narrowDays)}</span>
        <span class="ratio">${ratio === null ? words.bars.noData : words.bars.uptime(format.percent(ratio))}</span>
        <span>${words.bars.today}</span>
      </summary>
      ${table(page, name, spans)}
    </details>`
}

function drawing({ words }: Page, { days, counts, paths }: UptimeBars): Html {
  const trouble = troubles.filter(part => counts[part] > 0).map(part => words.bars[counted[part]](counts[part]))
  const label = words.bars.label(days, trouble.join(', ') || words.bars.quiet)
  return html`
    <div class="bars">
      <svg viewBox="0 0 ${days * barPitch} ${barHeight}" preserveAspectRatio="none" role="img" aria-label="${label}">
        <g>${dayParts.map(part => paths[part] && html`<path class="${classes[part]}" d="${paths[part]}"/>`)}</g>
      </svg>
    </div>`
}

function table(page: Page, name: string, spans: readonly Span[]): Html {
  const { words, format } = page
  return html`
    <table>
      <caption>${words.bars.table(name)}</caption>
      <thead>
        <tr>
          <th scope="col">${words.bars.day}</th>
          <th scope="col">${words.bars.ratio}</th>
          <th scope="col">${words.bars.events}</th>
        </tr>
      </thead>
      <tbody>${spans.map(
        span => html`
          <tr>
            <th scope="row">${span.days === 1 ? format.day(span.last) : `${format.days(span.first, span.last)} (${words.bars.span(span.days)})`}</th>
            <td>${span.ratio === null ? '–' : format.percent(span.ratio)}</td>
            <td>${events(page, span)}</td>
          </tr>`,
      )}</tbody>
    </table>`
}

function events({ words, format }: Page, { seconds, ratio }: Span): string {
  const unseen = ratio === null && seconds.maintenance_s === undefined
  const told = troubles.filter(part => seconds[part] !== undefined && !unseen)
  if (told.length > 0) {
    return told.map(part => `${words.bars.seconds[part]} ${format.duration(seconds[part] ?? 0, 4)}`).join(', ')
  }
  return unseen ? words.bars.unseen : words.bars.nothing
}

function legend({ words, site }: Page): Html {
  const entries = [
    ['up', words.legend.up],
    ['slow', words.legend.degraded],
    ['down', words.legend.down],
    ['work', words.legend.maintenance],
    ['dark', words.legend.unknown],
  ] as const
  return html`
    <details class="legend">
      <summary>${words.legend.title}</summary>
      <p>${entries.map(([tone, text]) => html`<span class="key"><svg viewBox="0 0 8 8" aria-hidden="true"><rect class="${tone}" width="8" height="8" rx="2"/></svg>${text}</span> `)}</p>
      <p>${words.legend.rule} ${words.legend.zone(site.time_zone)}</p>
    </details>`
}
