import { setTimeout as pause } from 'node:timers/promises'
import type { FlagLease } from '../../contracts/flags/flag-leases.ts'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import type { ReportsOfComponent } from '../../contracts/reports.ts'
import { until } from '../../kit/testing/until.ts'
import { everyIncident, wasStarved } from '../planned-outages.ts'
import { ask } from './client.ts'
import { announcementOf, type News, newsOn } from './news.ts'
import { announced, filesOf, isGreen, page, type Stage } from './story.ts'
import { timeoutS } from './world.ts'

type Page<T> = { readonly items: readonly T[] }

/** What one report without a proof of work weighs. */
const weight = 0.25

/** Nothing is open and nothing waits, and nothing more arrives for a while. */
export async function settle({ vigie, world }: Stage): Promise<void> {
  const isQuiet = async () => {
    const open = await ask(vigie, '/api/v1/incidents?status=open')
    const queued = await ask(vigie, '/api/v1/deliveries?state=queued')
    return [open, queued].every(
      one => one?.status === 200 && (JSON.parse(one.body) as Page<unknown>).items.length === 0,
    )
  }
  await until('everything is over and told', isQuiet, { within_s: 180, every_ms: 300 })
  const told = () => [...newsOn(world).values()].flat().length
  for (let before = -1; before !== told(); ) {
    before = told()
    await pause(1_500)
  }
}

/** What was lost, told twice, or is not true, in words; an outage of a machine too busy to answer in time is none. */
export async function judge(stage: Stage): Promise<readonly string[]> {
  const { vigie, outages, wrong } = stage
  const all = (await everyIncident(vigie)).filter(({ component }) => outages.has(component?.name ?? ''))
  const found = [
    ...wrong,
    ...judgeIncidents(stage, all),
    ...judgeNews(stage, all),
    ...(await judgeFlags(stage, all)),
    ...(await judgeWords(stage)),
    ...judgeFiles(stage, all),
  ]
  const ready = await ask(vigie, '/readyz')
  if (ready?.status !== 200) found.push(`it is not ready at the end: ${ready?.body}`)
  if (!isGreen(await page(vigie))) found.push('the page is not green at the end')
  const { items: dead } = await vigie.get<Page<unknown>>('/api/v1/deliveries?state=dead')
  if (dead.length > 0) found.push(`${dead.length} messages were given up`)
  return found
}

const countOf = (count: number, name: string, of: string): string[] => (count === 1 ? [] : [`${name}: ${count} ${of}`])

function judgeIncidents({ outages }: Stage, incidents: readonly Incident[]): string[] {
  return [...outages.keys()].flatMap(name => {
    const all = incidents.filter(({ component }) => component?.name === name)
    const planned = all.filter(incident => incident.reopened > 0 || !wasStarved(incident, outages, timeoutS))
    // Where the clock is wrong it cannot be known which of several was none.
    const mine = all.length > 1 ? planned : all
    const again = mine.filter(({ reopened }) => reopened > 0)
    const open = mine.filter(({ status }) => status !== 'resolved')
    return [
      ...countOf(mine.length, name, 'incidents'),
      ...again.map(({ number }) => `${name}: ${number} was reopened`),
      ...open.map(({ number }) => `${name}: ${number} is still open`),
    ]
  })
}

/** Of each thing one message on each channel; the same message may come again under the same key. */
function judgeNews({ world, outages }: Stage, incidents: readonly Incident[]): string[] {
  const wanted = (name: string, what: News['what']) =>
    what === 'announced' ? 1 : incidents.filter(({ component }) => component?.name === name).length
  return [...newsOn(world)].flatMap(([channel, news]) =>
    [...outages.keys()].flatMap(name =>
      (['opened', 'resolved', 'announced'] as const).flatMap(what => {
        const keys = new Set(news.filter(one => one.service === name && one.what === what).map(({ key }) => key))
        const right = keys.size === wanted(name, what)
        return right ? [] : [`${name}: ${what} was told ${keys.size} times on ${channel}`]
      }),
    ),
  )
}

async function judgeFlags({ vigie, outages }: Stage, incidents: readonly Incident[]): Promise<string[]> {
  const { items } = await vigie.get<Page<FlagLease>>('/api/v1/flags/leases?limit=500')
  const ids = new Set(incidents.map(({ id }) => id))
  return [...outages.keys()].flatMap(name => {
    const key = `flag-${name.split(' ')[1]}`
    const mine = items.filter(lease => lease.key === key)
    const perIncident = Map.groupBy(mine, ({ incident_id }) => incident_id)
    return [
      ...[...perIncident].flatMap(([id, leases]) => [
        ...countOf(leases.length, name, 'leases of its flag for one incident'),
        ...(ids.has(id) ? [] : [`${name}: its flag was forced for an incident that there is not`]),
      ]),
      ...(mine.length === 0 ? [`${name}: its flag was never forced`] : []),
      ...mine.filter(({ state }) => state !== 'restored').map(({ state }) => `${name}: its flag is ${state}`),
    ]
  })
}

/** Announcements and reports that were accepted. */
async function judgeWords({ vigie, outages, reports }: Stage): Promise<string[]> {
  const titles = (await announced(vigie)) ?? []
  const found: string[] = []
  for (const name of outages.keys()) {
    const same = titles.filter(title => title === announcementOf(name)).length
    found.push(...countOf(same, name, 'announcements'))
    const slug = name.toLowerCase().replace(' ', '-')
    const { bins } = await vigie.get<ReportsOfComponent>(`/api/v1/reports/${slug}`)
    const counted = Math.round(bins.reduce((sum, bin) => sum + bin.reports, 0) / weight)
    const { accepted, sent } = reports.get(name) ?? { accepted: 0, sent: 0 }
    if (counted < accepted) found.push(`${name}: ${accepted} reports were accepted and ${counted} counted`)
    if (counted > sent) found.push(`${name}: ${sent} reports were sent and ${counted} counted`)
  }
  return found
}

function judgeFiles({ vigie, outages }: Stage, incidents: readonly Incident[]): string[] {
  const files = filesOf(vigie)
  return incidents
    .filter(({ component }) => outages.has(component?.name ?? ''))
    .flatMap(({ id, number, resolved_at }) => {
      const mine = files.filter(file => file.id === id)
      const isCurrent = mine.every(file => file.number === number && file.resolved_at === resolved_at)
      return [...countOf(mine.length, number, 'files'), ...(isCurrent ? [] : [`${number}: its file is not current`])]
    })
}
