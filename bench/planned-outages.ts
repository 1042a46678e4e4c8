import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../contracts/incidents/incidents.ts'
import type { Vigie } from '../kit/testing/process.ts'
import { until } from '../kit/testing/until.ts'
import type { Report } from './report.ts'
import type { ToldByWebhook } from './told.ts'

/** When a service was made to fail, and when it was well again. Epoch milliseconds. */
export type Outage = { readonly from: number; to: number }

/** An incident that has just closed is no delivery yet: on a starved machine that takes some seconds. */
const quietMs = 6_000

/** Each service at a moment of its own. */
export async function spread(
  services: readonly number[],
  overMs: number,
  turn: (service: number) => Promise<void>,
): Promise<void> {
  const order = services.map(service => ({ service, at: Math.random() * overMs })).toSorted((a, b) => a.at - b.at)
  const begun = performance.now()
  for (const { service, at } of order) {
    await pause(Math.max(0, at - (performance.now() - begun)))
    await turn(service)
  }
}

/** Nothing is open and nothing is waiting, and nothing more arrives for a while. */
export async function settle(vigie: Vigie, told: () => number): Promise<void> {
  type Page = { items: unknown[] }
  const isQuiet = async (): Promise<boolean> => {
    const open = await vigie.get<Page>('/api/v1/incidents?status=open')
    const queued = await vigie.get<Page>('/api/v1/deliveries?state=queued')
    return open.items.length === 0 && queued.items.length === 0
  }
  await until('all incidents closed and told', isQuiet, { within_s: 120, every_ms: 500 })
  for (let before = -1; before !== told(); ) {
    before = told()
    await pause(quietMs)
  }
}

type Findings = {
  readonly told: readonly ToldByWebhook[]
  readonly services: number
  /** A message that was on its way when something broke may come again. */
  readonly breaks: { readonly count: number; readonly what: string }
  readonly timeout_s: number
  readonly outages: ReadonlyMap<string, Outage>
}

export function judgeOutages(report: Report, incidents: readonly Incident[], findings: Findings): void {
  const { told, services, breaks, outages, timeout_s } = findings
  // On a machine that starves, a target that is well may be silent for longer than its timeout: an outage by the rule.
  const starved = incidents.filter(incident => wasStarved(incident, outages, timeout_s))
  if (starved.length > 0) report.fact('outages of a machine too busy to answer in time', String(starved.length))
  const planned = incidents.filter(incident => !starved.includes(incident) || incident.reopened > 0)
  const perService = Map.groupBy(planned, incident => incident.component?.name ?? '')
  const lost = services - perService.size
  const again = (incident: Incident) => incident.reopened > 0 && !starved.includes(incident)
  const doubled = [...perService.values()].filter(list => list.length > 1 || list.some(again)).length
  report.require('outages without an incident', lost === 0, `${lost} of ${services}`)
  report.require('outages with two incidents', doubled === 0, `${doubled} of ${services}`)
  for (const what of ['opened', 'resolved'] as const) {
    const known = new Set(told.filter(one => one.what === what).map(one => one.incident))
    const untold = incidents.filter(incident => !known.has(incident.id)).length
    report.require(`incidents that nobody was told had ${what}`, untold === 0, `${untold} of ${incidents.length}`)
  }
  const keys = new Map<string, number>()
  for (const { key } of told) keys.set(key, (keys.get(key) ?? 0) + 1)
  const repeats = told.length - keys.size
  report.require(
    'repeats, all with the key of the first',
    repeats <= breaks.count,
    `${repeats} in ${breaks.count} ${breaks.what}`,
  )
  const news = Map.groupBy(told, one => `${one.incident} ${one.what} ${one.cycle}`)
  const renamed = [...news.values()].filter(list => new Set(list.map(one => one.key)).size > 1).length
  report.require('the same news under two keys', renamed === 0, `${renamed}`)
}

/** Its (last) beginning was a silence at a time when its target was well. */
export function wasStarved(
  { component, evidence }: Incident,
  outages: ReadonlyMap<string, Outage>,
  timeout_s: number,
): boolean {
  const outage = outages.get(component?.name ?? '')
  const first = evidence?.first_failure
  if (!outage || !first || first.http_status !== null) return false
  const at = Date.parse(first.at)
  return at + timeout_s * 1_000 < outage.from || at > outage.to
}

export async function everyIncident(vigie: Vigie): Promise<Incident[]> {
  const all: Incident[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: Incident[]; next_cursor: string | null } = await vigie.get(
      `/api/v1/incidents?limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    all.push(...page.items)
    cursor = page.next_cursor
  }
  return all
}
