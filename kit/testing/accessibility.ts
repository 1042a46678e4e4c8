import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page as Tab } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
// Text, because it runs in the browser: this program knows no `document`.
const search = `axe
  .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).join(' | ')))`
// What fades in has another contrast on its way; what turns without end has none to wait for.
const settled = `Promise.allSettled(
  document.getAnimations().filter(one => Number.isFinite(one.effect.getComputedTiming().endTime)).map(one => one.finished)
)`
const openAll = 'for (const details of document.querySelectorAll("details")) details.open = true'

/**
 * What is wrong with the page for people who see, hear or move otherwise (WCAG 2.2 A and AA, and good practice), with
 * everything that can be opened open; and whether it has to be moved sideways to be read. The context of the tab must be
 * made with `bypassCSP`.
 */
export async function accessibilityFaults(tab: Tab): Promise<string[]> {
  await tab.evaluate(openAll)
  await tab.evaluate(axe)
  await tab.evaluate(settled)
  const faults = await tab.evaluate<string[]>(search)
  const beyond = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  return beyond > 0 ? [...faults, `scrolls sideways by ${beyond} px`] : faults
}
