import { component, type ReadContext, reading, unreadable } from '../reading/adapter.ts'
import { wholePage } from '../reading/embedded-json.ts'
import { oneLine, states } from '../reading/fields.ts'

export const stateOf = states({
  operational: 'operational',
  degraded: 'degraded',
  downtime: 'major_outage',
  down: 'major_outage',
  unavailable: 'major_outage',
  maintenance: 'maintenance',
  under_maintenance: 'maintenance',
  not_monitored: 'unknown',
})

const icon = /class="[^"]*\bstatus-page__overview-icon--([a-z_-]+)/
const badge = "class='section-status-badge"
const nameBefore = /truncate'>([^<]*)<\/div>(?!.*truncate'>)/s
const wordAfter = /^[^>]*>\s*<svg.*?<\/svg>\s*([^<]+?)\s*<\/div>/s

/**
 * Old pages answer every path with HTML. Two generations of it are known; each has one place that holds the state,
 * while the word "operational" stands on every page, whatever is the matter.
 */
export function readBetterStackPage(html: string, context: ReadContext) {
  const page = wholePage(html)
  const state = icon.exec(page)?.[1]
  if (state !== undefined) return reading({ stated: stateOf(state, context) })
  const [head = '', ...sections] = page.split(badge)
  if (sections.length === 0) throw unreadable('provider.no-status')
  const before = [head, ...sections]
  return reading({
    components: sections.map((section, index) => {
      const name = nameBefore.exec((before[index] ?? '').slice(-2_000))?.[1]
      const word = wordAfter.exec(section.slice(0, 6_000))?.[1]
      if (name === undefined || word === undefined) throw unreadable('provider.no-status')
      const title = oneLine(name)
      return component({ id: title, name: title, state: stateOf(word, context) })
    }),
  })
}
