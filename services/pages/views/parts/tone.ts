import type { ComponentStatus } from '../../../../contracts/common-schemas.ts'
import { barHeight, barPitch } from '../../charts/uptime-bars.ts'
import { type Html, html } from '../../rendering/html.ts'

/** Class of the colour, and the sign that says the same without colour. */
export const toneOf: Readonly<Record<ComponentStatus, string>> = {
  operational: 'ok',
  degraded_performance: 'slow',
  partial_outage: 'part',
  major_outage: 'down',
  under_maintenance: 'work',
  unknown: 'dark',
}

/** Drawn on a disc of the tone's colour, 20 × 20. */
const signs: Readonly<Record<ComponentStatus, string>> = {
  operational: 'M6 10.5l2.7 2.7L14 7.6',
  degraded_performance: 'M5.5 11.2q2.2-3.6 4.5-1.2t4.5-1.2',
  partial_outage: 'M10 5.6v5.2m0 3.4v.2',
  major_outage: 'M7 7l6 6m0-6l-6 6',
  under_maintenance: 'M8 6.5v7m4-7v7',
  unknown: 'M7.8 8.2q0-2.2 2.2-2.2t2.2 2q0 1.3-2.2 2.5v.6m0 2.9v.2',
}

export const icon = (status: ComponentStatus): Html =>
  html`<svg class="icon" aria-hidden="true"><use href="#${toneOf[status]}"/></svg>`

/** Drawn once per page; everything else refers to it. */
export function symbols(bars: number): Html {
  return html`
    <svg width="0" height="0" class="symbols" aria-hidden="true">
      ${Object.entries(toneOf).map(
        ([status, tone]) => html`
          <symbol id="${tone}" viewBox="0 0 20 20">
            <circle cx="10" cy="10" r="10"/>
            <path d="${signs[status as ComponentStatus]}"/>
          </symbol>`,
      )}
      ${bars > 0 && html`<clipPath id="days">${Array.from({ length: bars }, (_, index) => bar(index))}</clipPath>`}
    </svg>`
}

const bar = (index: number): Html =>
  html`<rect x="${index * barPitch + 1}" width="${barPitch - 2}" height="${barHeight}" rx="1.5"/>`

/** On which white can be read; where no style of ours applies. */
export const colours: Readonly<Record<ComponentStatus, string>> = {
  operational: '1a7f37',
  degraded_performance: '9a6700',
  partial_outage: 'bc4c00',
  major_outage: 'cf222e',
  under_maintenance: '0969da',
  unknown: '656d76',
}

/** The state in the tab of the browser. */
export function favicon(status: ComponentStatus): string {
  const stroke = `fill='none' stroke='%23fff' stroke-width='2' stroke-linecap='round' stroke-linejoin='round'`
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'><circle cx='10' cy='10' r='10' fill='%23${colours[status]}'/><path d='${signs[status]}' ${stroke}/></svg>`
}
