import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import { textWidth } from '../charts/text-width.ts'
import { type Html, html } from '../rendering/html.ts'
import type { PublicComponent } from '../status/public-status.ts'
import { headlineOf } from './parts/headline.ts'
import { colours } from './parts/tone.ts'
import type { Page, View } from './view.ts'

/** So many are kept on disk; the others are written when somebody asks. */
const keptBadges = 50
const height = 20
const padding = 6
/** Longer names are cut. */
const longest = 60

export const badgeAddress = (slug: string): string => `/badge/${slug}.svg`

export const badgeView: View = {
  name: 'badge',
  pages: ({ components }, { changed }) => [
    { address: '/badge.svg', version: `${changed}`, render: overallBadge },
    ...components.slice(0, keptBadges).map(component => ({
      address: badgeAddress(component.slug),
      version: `${component.status} ${component.name}`,
      render: (page: Page) => componentBadge(page, component),
    })),
  ],
}

function overallBadge(page: Page): Html {
  const { words, site } = page
  return badge(page, site.title ?? words.badge.status, headlineOf(page).status)
}

export function componentBadge(page: Page, { name, status }: PublicComponent): Html {
  return badge(page, name, status)
}

/** Two fields, the name and the state; the widths are given, so that every font fills them. */
function badge({ words }: Page, name: string, status: ComponentStatus): Html {
  const label = name.length > longest ? `${name.slice(0, longest - 1).trimEnd()}…` : name
  const state = words.status[status]
  const [labelWidth, stateWidth] = [Math.ceil(textWidth(label)), Math.ceil(textWidth(state))]
  const [left, right] = [labelWidth + 2 * padding, stateWidth + 2 * padding]
  const said = `${name}${words.colon}${state}`
  return html`
    <svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${said}">
      <title>${said}</title>
      <clipPath id="edge"><rect width="${left + right}" height="${height}" rx="4"/></clipPath>
      <g clip-path="url(#edge)">
        <path fill="#3b434b" d="M0 0h${left}v${height}H0z"/>
        <path fill="#${colours[status]}" d="M${left} 0h${right}v${height}h${-right}z"/>
      </g>
      <g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" text-rendering="geometricPrecision">
        <text x="${padding}" y="14" textLength="${labelWidth}">${label}</text>
        <text x="${left + padding}" y="14" textLength="${stateWidth}">${state}</text>
      </g>
    </svg>`
}
