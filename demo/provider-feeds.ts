import { iso } from '../kit/runtime/clock.ts'
import type { DemoAnswer, DemoMoment } from '../kit/service/demo.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

/** As Atlassian Statuspage writes `api/v2/summary.json`. */
export function paylaneFeed({ now }: DemoMoment, isDown: boolean): DemoAnswer {
  const leaf = (id: string, name: string, status: string) => ({
    ...{ id, name, status, group: false, group_id: null },
  })
  const cards = leaf('cards', 'Card payments', isDown ? 'partial_outage' : 'operational')
  const incident = {
    ...{ id: 'pl1', name: 'Elevated errors of card payments', status: 'investigating', impact: 'major' },
    ...{ started_at: iso(now - 2 * minuteMs), updated_at: iso(now - minuteMs), resolved_at: null, components: [cards] },
    incident_updates: [
      { status: 'investigating', body: 'Some card payments fail. We look into it.', display_at: iso(now - minuteMs) },
    ],
  }
  const summary = {
    page: { id: 'paylane', name: 'Paylane', url: 'https://status.paylane.test', updated_at: iso(now) },
    status: isDown
      ? { indicator: 'major', description: 'Partial System Outage' }
      : { indicator: 'none', description: 'All Systems Operational' },
    components: [cards, leaf('refunds', 'Refunds', 'operational'), leaf('dashboard', 'Dashboard', 'operational')],
    incidents: isDown ? [incident] : [],
    scheduled_maintenances: [],
  }
  return { status: 200, type: 'application/json', after_ms: 30, body: JSON.stringify(summary) }
}

/** A feed of news: what was is over. */
export function nimbusFeed({ now }: DemoMoment): DemoAnswer {
  const today = Math.floor(now / dayMs) * dayMs
  const item = (id: number, title: string, days: number) => {
    const at = new Date(today - days * dayMs).toUTCString()
    return `<item><title>[Resolved] ${title}</title><guid>nimbus-${id}</guid><pubDate>${at}</pubDate>
<description>Resolved - All virtual machines answer again.</description><category>resolved</category></item>`
  }
  const items = [item(3, 'Network of zone B slow', 4), item(2, 'Object storage: errors', 19), item(1, 'Console', 47)]
  const body = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Nimbus Cloud status</title><link>https://status.nimbus.test</link>
<description>Incidents</description><lastBuildDate>${new Date(now).toUTCString()}</lastBuildDate>${items.join('\n')}</channel></rss>`
  return { status: 200, type: 'application/rss+xml', after_ms: 30, body }
}
