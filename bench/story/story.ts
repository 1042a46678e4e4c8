import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import type { Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import type { Outage } from '../planned-outages.ts'
import { type Answered, ask, insist } from './client.ts'
import { announcementOf, type News, newsOn } from './news.ts'
import type { World } from './world.ts'

/** A story is told once for each service: it fails, people say so, the team says so, and it is well again. */
export type Stage = {
  readonly vigie: Vigie
  readonly world: World
  /** Service → when it failed and was well again. Epoch milliseconds. */
  readonly outages: Map<string, Outage>
  /** Reports that were accepted, and those that were sent. */
  readonly reports: Map<string, { readonly accepted: number; readonly sent: number }>
  readonly wrong: Set<string>
}

export function newStage(vigie: Vigie, world: World): Stage {
  return { vigie, world, outages: new Map(), reports: new Map(), wrong: new Set() }
}

export const nameOf = (service: number): string => `Service ${service}`
const flagOf = (service: number): string => `flag-${service}`
const networks = 6
/** So long after a failure, or after the next start, the page must know, however busy the machine is. */
const knownWithinMs = 60_000
/** And so long after somebody was told. */
const toldWithinMs = 15_000
const lookEveryMs = 500
const within_s = 120

/** One flag of each service is forced while an incident of it is open. */
export async function layFlags(vigie: Vigie, services: number): Promise<void> {
  const definition = { state: 'ENABLED', variants: { full: 'full', lite: 'lite' }, defaultVariant: 'full' }
  for (let service = 0; service < services; service++) {
    const key = flagOf(service)
    const rule = {
      key,
      variant: 'lite',
      component: `service-${service}`,
      minimum_impact: 'minor',
      quiet_s: 0,
      rest_s: 0,
    }
    for (const [path, body] of [
      ['/api/v1/flags', { key, definition }],
      ['/api/v1/flags/incident-rules', rule],
    ] as const) {
      await insist(path, () => ask(vigie, path, { method: 'POST', body }))
    }
  }
}

export async function fail({ world, outages }: Stage, service: number): Promise<void> {
  outages.set(nameOf(service), { from: Date.now(), to: Number.POSITIVE_INFINITY })
  await world.target.behave(service % 2 === 0 ? 'failing' : 'hanging', [service])
}

export async function recover({ world, outages }: Stage, service: number): Promise<void> {
  const outage = outages.get(nameOf(service))
  await world.target.behave('ok', [service])
  if (outage) outage.to = Date.now()
}

/** The team tells of it once, and people from some networks say that it fails, whatever the program answers meanwhile. */
export async function speak(stage: Stage, service: number): Promise<void> {
  const { vigie, reports } = stage
  const title = announcementOf(nameOf(service))
  const body = { title, message: 'We are at it.', state: 'info' }
  await insist(
    'an announcement',
    () => ask(vigie, '/api/v1/public/announce', { method: 'POST', body }),
    async () => (await announced(vigie))?.includes(title) ?? null,
  )
  let sent = 0
  for (let network = 0; network < networks; network++) {
    sent += await insist('a report', () => report(vigie, service, network))
  }
  reports.set(nameOf(service), { accepted: networks, sent })
}

function report(vigie: Vigie, service: number, network: number): Promise<Answered | null> {
  return ask(vigie, '/api/v1/reports', {
    method: 'POST',
    body: { component: `service-${service}`, category: 'errors' },
    headers: { authorization: '', 'x-forwarded-for': `198.51.${network}.1` },
  })
}

/** Their titles; null where that cannot be seen. */
export async function announced(vigie: Vigie): Promise<readonly string[] | null> {
  const answer = await ask(vigie, '/api/v1/announcements?limit=500')
  if (answer?.status !== 200) return null
  return (JSON.parse(answer.body) as { items: { title: string }[] }).items.map(({ title }) => title)
}

export async function evaluated(vigie: Vigie, service: number): Promise<unknown> {
  const path = `/ofrep/v1/evaluate/flags/${flagOf(service)}`
  const answer = await ask(vigie, path, { method: 'POST', body: {} })
  return answer?.status === 200 ? (JSON.parse(answer.body) as { value?: unknown }).value : undefined
}

export const page = async (vigie: Vigie): Promise<string> => (await ask(vigie, '/'))?.body ?? ''
export const isGreen = (html: string): boolean => html.includes('All systems operational')

/** While something goes on: whatever else is broken, nobody is told that all is well. */
export async function watchingPage<T>(stage: Stage, run: () => Promise<T>): Promise<T> {
  let isOn = true
  const look = pageWatch(stage)
  const looking = async () => {
    for (; isOn; await pause(lookEveryMs)) await look()
  }
  const ended = looking()
  try {
    return await run()
  } finally {
    isOn = false
    await ended
  }
}

function pageWatch({ vigie, world, outages, wrong }: Stage): () => Promise<void> {
  const told = new Map<string, number>()
  let life = { pid: vigie.pid, from: 0 }
  const mustKnow = () => {
    const age = (from: number) => Date.now() - Math.max(from, life.from)
    return [...outages].find(
      ([name, { from, to }]) =>
        to === Number.POSITIVE_INFINITY &&
        (age(from) > knownWithinMs || age(told.get(name) ?? Number.POSITIVE_INFINITY) > toldWithinMs),
    )?.[0]
  }
  return async () => {
    for (const { what, service } of [...newsOn(world).values()].flat()) {
      if (what === 'opened' && !told.has(service)) told.set(service, Date.now())
    }
    const before = mustKnow()
    const html = await page(vigie)
    // A life begins when it can be asked.
    if (html === '' || life.pid !== vigie.pid) life = { pid: vigie.pid, from: Date.now() }
    if (before && isGreen(html) && mustKnow() === before) wrong.add(`${before}: it is down and the page is green`)
  }
}

const hasNews = ({ world }: Stage, channels: readonly string[] | null, service: number, what: News['what']): boolean =>
  [...newsOn(world)].every(
    ([channel, news]) =>
      (channels !== null && !channels.includes(channel)) ||
      news.some(one => one.what === what && one.service === nameOf(service)),
  )

/** On those channels, or on all. */
export const untilTold = (
  stage: Stage,
  service: number,
  what: News['what'],
  channels: readonly string[] | null = null,
) =>
  until(
    `${nameOf(service)}: ${what}, told on ${channels ?? 'all channels'}`,
    () => hasNews(stage, channels, service, what),
    {
      within_s,
    },
  )

/** Everywhere that an outage is to be seen. */
export async function untilSeen(stage: Stage, service: number): Promise<void> {
  const { vigie } = stage
  const named = new RegExp(`${nameOf(service)} (is down|has an outage)`)
  await until(`the page tells of ${nameOf(service)}`, async () => named.test(await page(vigie)), { within_s })
  await until('its flag is forced', async () => (await evaluated(vigie, service)) === 'lite', { within_s })
  await until('it has its file', () => filesOf(vigie).some(file => file.service === nameOf(service)), { within_s })
}

/** Everywhere that it is over. */
export async function untilOver(stage: Stage, service: number): Promise<void> {
  const { vigie } = stage
  await until('a green page', async () => isGreen(await page(vigie)), { within_s })
  await until('its flag is given back', async () => (await evaluated(vigie, service)) === 'full', { within_s })
}

type IncidentFile = Pick<Incident, 'id' | 'number' | 'status' | 'resolved_at'> & { readonly service: string }

export function filesOf({ folder }: Vigie): IncidentFile[] {
  const at = join(folder, 'incidents')
  const names = readdirSync(at).filter(name => name.endsWith('.json'))
  return names.map(name => JSON.parse(readFileSync(join(at, name), 'utf8')) as IncidentFile)
}
