import { request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { testAdminKey, type Vigie } from '../kit/testing/process.ts'
import { Snapshot } from '../services/flags/evaluation/snapshot.ts'
import { startBareServer } from './bare-server/start.ts'
import type { Bench } from './bench.ts'
import { evaluations, sampleContexts, sampleFlags } from './flag-sample.ts'
import { type LoadRequest, load } from './http-load.ts'
import { withVigie } from './lookout.ts'
import { cpuSeconds, residentMb } from './machine.ts'
import { quantile, type Report } from './report.ts'
import { besideUnleash } from './unleash.ts'

export const flags: Bench = {
  name: 'flags',
  shows: 'evaluations per second of processor time, with a key checked and counted; a change is seen at once',
  quick: report => run(report, { seconds: 2, flips: 20, streams: 100, peer: false }),
  proof: report => run(report, { seconds: 10, flips: 200, streams: 1_000, peer: true }),
}

type Size = { readonly seconds: number; readonly flips: number; readonly streams: number; readonly peer: boolean }

async function run(report: Report, size: Size): Promise<void> {
  inProcess(report)
  await withVigie({ config: 'logging: { level: WARNING }\n' }, async vigie => {
    const key = await keyOf(vigie)
    await putFlags(vigie, 100)
    await throughput(report, vigie, { key, seconds: size.seconds })
    await flipping(report, vigie, { key, flips: size.flips })
    await streaming(report, vigie, { key, streams: size.streams, flips: Math.min(30, size.flips) })
    await putFlags(vigie, 1_000)
    await load({ url: vigie.url, requests: bulk(key), connections: 8, seconds: size.seconds, wanted: 200 })
    report.figure('resident memory of the whole program, 1,000 flags, after load', residentMb(vigie.pid), 'MB')
  })
  if (size.peer) await besideUnleash(report, size.seconds)
}

/** What one evaluation costs without HTTP; the best of several rounds, since others use the machine too. */
function inProcess(report: Report): void {
  const all = sampleFlags(1_000)
  const source = {
    ...{ project: 'default', environment: 'production', revision: 1, metadata: undefined, segments: new Map() },
    flags: Object.entries(all).map(([key, definition]) => ({ key, definition, prerequisites: [], override: null })),
  }
  const snapshot = new Snapshot(source)
  const contexts = sampleContexts(1_024)
  const evaluated = contexts.map(context => snapshot.evaluation(context, Date.now()))
  // Kept and looked at, or the compiler would leave out what nobody wants to know.
  const kept: unknown[] = []
  let used = 0
  const cost = (sort: number): number => {
    const flags = [...snapshot.flags.values()].filter((_, index) => index % 3 === sort).slice(0, 33)
    let best = Number.POSITIVE_INFINITY
    for (let round = 0; round < 12; round++) {
      const before = process.cpuUsage()
      for (let turn = 0; turn < 10; turn++) {
        for (const evaluation of evaluated) for (const flag of flags) kept[used++ & 1_023] = flag.evaluate(evaluation)
      }
      const { user } = process.cpuUsage(before)
      best = Math.min(best, (user * 1_000) / (10 * evaluated.length * flags.length))
    }
    return best
  }
  const parsing = costOfParsing(contexts)
  const evaluation = (what: string, ns: number, of_parsing: number) => {
    report.figure(`one evaluation in the process: ${what}`, ns, 'ns')
    report.figure(`${what}: of parsing its context`, ns / parsing, '', { at_most: of_parsing })
  }
  report.figure('JSON.parse of a context', parsing, 'ns')
  evaluation('plain', cost(0), 0.05)
  evaluation('a rule of three clauses', cost(1), 0.25)
  evaluation('a split in four', cost(2), 0.4)
  report.require(
    'each evaluation had an outcome',
    kept.every(Boolean),
    `${kept.filter(Boolean).length} of ${kept.length}`,
  )
  const [first, ...rest] = source.flags
  if (!first) return
  let blocked = Number.POSITIVE_INFINITY
  for (let round = 0; round < 10; round++) {
    const changed = { ...first, definition: { ...first.definition, state: 'DISABLED' as const } }
    const begun = process.cpuUsage()
    const next = new Snapshot({ ...source, revision: 2, flags: [changed, ...rest] }, snapshot)
    if (next.compiled !== 1) report.require('only the changed flag is compiled', false, `${next.compiled}`)
    blocked = Math.min(blocked, process.cpuUsage(begun).user / 1_000)
  }
  report.figure('a change of one flag of 1,000', blocked, 'ms')
  report.figure('a change of one flag of 1,000: in contexts parsed', (blocked * 1e6) / parsing, '', { at_most: 3_000 })
}

/** The floor of the same run: what the least that a request needs, reading its context, costs here. In ns. */
function costOfParsing(contexts: readonly unknown[]): number {
  const texts = contexts.map(context => JSON.stringify(context))
  const kept: unknown[] = []
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 12; round++) {
    const before = process.cpuUsage()
    for (let turn = 0; turn < 20; turn++) for (const [index, text] of texts.entries()) kept[index] = JSON.parse(text)
    best = Math.min(best, (process.cpuUsage(before).user * 1_000) / (20 * texts.length))
  }
  return best
}

type Asked = Omit<Parameters<typeof load>[0], 'url' | 'seconds'>

/** Answers per second of processor time, after both had the same time to become fast. */
async function rateOf({ url, pid }: { readonly url: string; readonly pid: number }, asked: Asked, seconds: number) {
  await load({ ...asked, url, seconds: seconds / 2 })
  const before = cpuSeconds(pid)
  const result = await load({ ...asked, url, seconds })
  return { result, rate: result.answers / (cpuSeconds(pid) - before) }
}

type Keyed = { readonly key: string }

async function throughput(report: Report, vigie: Vigie, { key, seconds }: Keyed & { seconds: number }): Promise<void> {
  const single = evaluations(key, index => `/ofrep/v1/evaluate/flags/flag-${String(index % 100).padStart(4, '0')}`)
  const measured = async (
    what: string,
    requests: readonly LoadRequest[],
    more: { wanted?: number; of_bare: number },
  ) => {
    const asked = { requests, connections: 8, wanted: more.wanted ?? 200 }
    const [first] = requests
    if (!first) return
    const peer = await startBareServer({ ...first, url: vigie.url + first.path })
    const { result, rate } = await rateOf(vigie, asked, seconds)
    const bare = await rateOf(peer, asked, seconds)
    await peer.stop()
    report.figure(what, rate, 'per second of processor time')
    report.figure(`${what}: bare node:http with the same bytes`, bare.rate, 'per second of processor time')
    report.figure(`${what}: of what bare node:http answers`, rate / bare.rate, '', { at_least: more.of_bare })
    report.fact(
      `${what}: by the clock`,
      `${Math.round(result.answers / result.seconds)} a second, p99 ${quantile(result.ms, 0.99).toFixed(1)} ms`,
    )
    report.require(
      `${what}: every answer is ${asked.wanted}`,
      result.wrong === 0 && result.answers > 0,
      `${result.wrong} of ${result.answers} are not`,
    )
  }
  await measured('one flag', single, { of_bare: 0.5 })
  await measured('all 100 flags', bulk(key), { of_bare: 0.3 })
  const [first] = bulk(key)
  if (!first) return
  const etag = (await fetch(vigie.url + first.path, { ...asFetch(first) })).headers.get('etag') ?? ''
  const known = { ...first, headers: { ...first.headers, 'if-none-match': etag } }
  await measured('all 100 flags, unchanged (304)', [known], { wanted: 304, of_bare: 0.5 })
}

const bulk = (key: string): LoadRequest[] => evaluations(key, () => '/ofrep/v1/evaluate/flags')

const asFetch = ({ method, headers = {}, body }: LoadRequest): RequestInit => ({
  method,
  headers: { ...headers, 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body }),
})

/** From the moment the order to change a flag is answered until an evaluation shows it. */
async function flipping(report: Report, vigie: Vigie, { key, flips }: Keyed & { flips: number }): Promise<void> {
  const path = '/ofrep/v1/evaluate/flags/flag-0000'
  const seen: number[] = []
  for (let flip = 0; flip < flips; flip++) {
    const wanted = flip % 2 === 0 ? 'DISABLED' : 'STATIC'
    const begun = performance.now()
    await order(vigie, 'POST', '/admin/toggle/flag-0000')
    for (;;) {
      const answer = await fetch(
        vigie.url + path,
        asFetch({ method: 'POST', path, headers: { authorization: `Bearer ${key}` }, body: '{}' }),
      )
      if (((await answer.json()) as { reason: string }).reason === wanted) break
    }
    seen.push(performance.now() - begun)
  }
  report.figure('from the order to flip a flag until an evaluation shows it, p99', quantile(seen, 0.99), 'ms', {
    at_most: 50,
  })
}

/** Until the last of all listeners has been told to ask again. */
async function streaming(
  report: Report,
  vigie: Vigie,
  { key, streams, flips }: Keyed & { streams: number; flips: number },
): Promise<void> {
  const path = '/ofrep/v1/events'
  let heard: number[] = []
  const open = Array.from({ length: streams }, () => {
    const asked = request(vigie.url + path, { headers: { authorization: `Bearer ${key}` } }, response => {
      response.on('data', (chunk: Buffer) => {
        if (chunk.includes('refetchEvaluation')) heard.push(performance.now())
      })
      response.on('error', () => undefined)
    })
    asked.on('error', () => undefined)
    asked.end()
    return asked
  })
  await until(async () => heard.length >= streams)
  const late: number[] = []
  for (let flip = 0; flip < flips; flip++) {
    heard = []
    const begun = performance.now()
    await order(vigie, 'POST', '/admin/toggle/flag-0000')
    await until(async () => heard.length >= streams)
    late.push(...heard.map(at => at - begun))
  }
  for (const one of open) one.destroy()
  report.figure(`from the order until ${streams} listeners were told, p99`, quantile(late, 0.99), 'ms', {
    at_most: 250,
  })
  report.require(
    'every listener was told of every flip',
    late.length === streams * flips,
    `${late.length} of ${streams * flips}`,
  )
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000
  while (performance.now() < end && !(await isTrue())) await pause(5)
}

async function order(vigie: Vigie, method: string, path: string, body: unknown = {}): Promise<unknown> {
  const headers = { authorization: `Bearer ${testAdminKey}` }
  const answer = await fetch(vigie.url + path, asFetch({ method, path, headers, body: JSON.stringify(body) }))
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}

async function keyOf(vigie: Vigie): Promise<string> {
  const made = await order(vigie, 'POST', '/api/v1/api-keys', { name: 'bench', role: 'none', scopes: ['flags'] })
  return (made as { key: string }).key
}

const putFlags = (vigie: Vigie, count: number) =>
  order(vigie, 'POST', '/api/v1/flags/import?replace=true', { flags: sampleFlags(count) })
