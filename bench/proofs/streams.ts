import { setTimeout as pause } from 'node:timers/promises'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import { requireUnharmed, withVigie } from '../lookout.ts'
import { residentMb } from '../machine.ts'
import { type OpenStream, openStream } from '../open-streams.ts'
import { quantile, type Report } from '../report.ts'

export const streams: Bench = {
  name: 'streams',
  shows:
    'thousands of live streams from a few addresses: strangers get a bounded share, whoever signs in gets a place, pages are served and memory stays',
  quick: report =>
    run(report, { places: 100, per_address: 10, addresses: 40, each: 6, crowd: 4, viewers: 3, changes: 5 }),
  proof: report =>
    run(report, { places: 2_000, per_address: 50, addresses: 40, each: 50, crowd: 100, viewers: 12, changes: 300 }),
}

type Plan = {
  readonly places: number
  readonly per_address: number
  /** So many addresses, each in a network of its own, try to open so many streams. */
  readonly addresses: number
  readonly each: number
  /** More such addresses, until strangers have all that they get. */
  readonly crowd: number
  /** Keys that take what is kept for those who sign in. */
  readonly viewers: number
  /** What is told to all of them. */
  readonly changes: number
}
type Stage = {
  readonly report: Report
  readonly vigie: Vigie
  readonly plan: Plan
  readonly open: OpenStream[]
  readonly before: number
}

const live = '/api/v1/live'
const together = 50

async function run(report: Report, plan: Plan): Promise<void> {
  const config = `
pages: { live: { connections: ${plan.places}, per_address: ${plan.per_address} } }
flags: { streams: ${plan.places}, public_evaluation: true }
logging: { level: ERROR }
`
  await withVigie({ config }, async vigie => {
    await order(vigie, '/api/v1/components', { name: 'Shop' })
    await fetch(vigie.url)
    const stage: Stage = { report, vigie, plan, open: [], before: residentMb(vigie.pid) }
    try {
      await strangers(stage)
      await everybodyIsTold(stage)
      await thoseWhoSignIn(stage)
      await strangersAtFlags(stage)
    } finally {
      for (const stream of stage.open) stream.close()
    }
    await until('all places are free', async () => (await openAtProgram(vigie)) === 0, { within_s: 60, every_ms: 200 })
    await requireUnharmed(report, vigie)
  })
}

async function order(vigie: Vigie, path: string, body: object, method = 'POST'): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const answer = await fetch(vigie.url + path, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Record<string, unknown>
}

/** As the program counts them. */
async function openAtProgram({ url }: Vigie): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^vigie_live_connections (\d+)$/m.exec(text)?.[1] ?? Number.NaN)
}

/** Addresses in networks of their own: 127.A.B.1. */
const addressOf = (network: number): string => `127.${1 + Math.floor(network / 250)}.${1 + (network % 250)}.1`

async function openMany(
  { vigie: { port }, open }: Stage,
  path: string,
  froms: readonly { readonly from: string; readonly token?: string }[],
): Promise<{ readonly taken: number; readonly refused: number; readonly other: number }> {
  const statuses: number[] = []
  const waiting = froms.values()
  const one = async () => {
    for (const from of waiting) {
      const stream = await openStream({ port, path, ...from })
      statuses.push(stream.status)
      if (stream.status === 200) open.push(stream)
    }
  }
  await Promise.all(Array.from({ length: together }, one))
  const count = (status: number) => statuses.filter(other => other === status).length
  return { taken: count(200), refused: count(429), other: statuses.length - count(200) - count(429) }
}

const repeated = (networks: readonly number[], each: number): readonly { readonly from: string }[] =>
  networks.flatMap(network => Array.from({ length: each }, () => ({ from: addressOf(network) })))
const numbers = (from: number, to: number): readonly number[] => Array.from({ length: to - from }, (_, at) => from + at)

/** A stream of somebody, from an address that has taken all its places, and the page beside it. */
async function requireServed({ report, vigie, open }: Stage, when: string): Promise<void> {
  const { port, url } = vigie
  const stream = await openStream({ port, path: live, from: addressOf(0), token: testAdminKey })
  open.push(stream)
  report.require(`${when}: an administrator gets a stream`, stream.status === 200, String(stream.status))
  const took: number[] = []
  for (const path of ['/', '/history', '/api/v1/public/status', '/console', live.replace('live', 'components')]) {
    const begun = performance.now()
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${testAdminKey}` } })
    await answer.arrayBuffer()
    took.push(performance.now() - begun)
    if (!answer.ok) report.require(`${when}: ${path} is served`, false, String(answer.status))
  }
  report.figure(`${when}: pages are served within`, Math.max(...took), 'ms', { at_most: 1_000 })
}

async function strangers(stage: Stage): Promise<void> {
  const { report, plan } = stage
  const { addresses, each, crowd, places } = plan
  const share = Math.ceil(places * 0.75)
  const first = await openMany(stage, live, repeated(numbers(0, addresses), each))
  const most = Math.min(share, addresses * Math.min(each, plan.per_address))
  report.require(
    `${addresses * each} streams of strangers from ${addresses} addresses`,
    first.taken === most && first.other === 0,
    `${first.taken} taken, ${first.refused} refused with 429`,
  )
  await requireServed(stage, `after ${addresses * each}`)
  const more = await openMany(stage, live, repeated(numbers(addresses, addresses + crowd), plan.per_address))
  report.require(
    'strangers have three quarters of all at most',
    first.taken + more.taken === share,
    `${first.taken + more.taken} of ${places}`,
  )
  const oneNetwork = numbers(2, 8).map(host => ({ from: `127.200.1.${host}` }))
  const late = await openMany(stage, live, oneNetwork)
  report.require('then no stranger more', late.taken === 0 && late.refused === oneNetwork.length, `${late.taken} taken`)
  await requireServed(stage, 'with all places of strangers taken')
  report.figure('resident more', residentMb(stage.vigie.pid) - stage.before, 'MB', { at_most: 100 })
}

/** Half of them stop reading, as a device does that has gone. */
async function everybodyIsTold({ report, vigie, plan, open, before: before_mb }: Stage): Promise<void> {
  const readers = open.filter((_, at) => at % 2 === 0)
  for (const stream of open.filter((_, at) => at % 2 === 1)) stream.stopReading()
  const before = new Map(readers.map(stream => [stream, stream.received()]))
  const took: number[] = []
  for (let change = 0; change < plan.changes; change++) {
    const begun = performance.now()
    await order(vigie, '/api/v1/incidents', {
      title: `${'x'.repeat(150)} ${change}`,
      impact: 'minor',
      message: 'y'.repeat(2_000),
    })
    took.push(performance.now() - begun)
  }
  const isTold = (stream: OpenStream) => stream.received() - (before.get(stream) ?? 0) >= plan.changes * 1_000
  await until('all who read are told', () => readers.every(isTold), { within_s: 60, every_ms: 100 })
  report.figure(
    `${plan.changes} incidents with everybody listening: one is opened within, p95`,
    quantile(took, 0.95),
    'ms',
  )
  report.fact('of those who stopped reading, let go', String(open.length - open.filter(one => one.isOpen()).length))
  report.figure('resident more, after they were told', residentMb(vigie.pid) - before_mb, 'MB', { at_most: 150 })
}

/** What is kept for those who say who they are is taken too, and somebody of a higher role gets a place all the same. */
async function thoseWhoSignIn(stage: Stage): Promise<void> {
  const { report, vigie, plan, open } = stage
  const tokens: string[] = []
  for (let at = 0; at < plan.viewers; at++) {
    tokens.push(String((await order(vigie, '/api/v1/api-keys', { name: `viewer ${at}`, role: 'viewer' })).key))
  }
  const froms = tokens.flatMap(token => Array.from({ length: plan.per_address }, () => ({ from: addressOf(1), token })))
  const { taken, other } = await openMany(stage, live, froms)
  const free = plan.places - (await openAtProgram(vigie))
  report.require(
    'viewers get what is kept for them',
    taken > 0 && other === 0,
    `${taken} taken, ${free} places are free`,
  )
  await requireServed(stage, 'with viewers everywhere')
  for (const stream of open.splice(0)) stream.close()
  await until('all places are free again', async () => (await openAtProgram(vigie)) === 0, {
    within_s: 60,
    every_ms: 200,
  })
  await pause(100)
  report.figure('resident more, when all have gone', residentMb(vigie.pid) - stage.before, 'MB')
}

async function strangersAtFlags(stage: Stage): Promise<void> {
  const { report, vigie, plan } = stage
  const evaluated = await order(vigie, '/ofrep/v1/evaluate/flags', { context: { targetingKey: 'u' } })
  const [{ endpoint: { requestUri = '' } = {} } = {}] = evaluated.eventStreams as {
    endpoint?: { requestUri?: string }
  }[]
  const share = Math.ceil(plan.places * 0.75)
  const froms = repeated(numbers(0, plan.addresses), Math.ceil(plan.places / plan.addresses))
  const { taken, refused, other } = await openMany(stage, requestUri, froms)
  report.require(
    'strangers at the streams of flags',
    taken === share && other === 0,
    `${taken} taken, ${refused} refused with 429`,
  )
  const { port } = vigie
  const ours = await openStream({ port, path: requestUri, from: addressOf(0), token: testAdminKey })
  report.require('a server that says who it is gets a stream of flags', ours.status === 200, String(ours.status))
  ours.close()
}
