import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { testAdminKey, type Vigie } from '../kit/testing/process.ts'
import { findProgram, reasonMissing } from '../kit/testing/programs.ts'
import { until } from '../kit/testing/until.ts'
import { samplePage, statusText } from '../services/pages/testing/sample-page.ts'
import { sampleStatus } from '../services/pages/testing/sample-status.ts'
import { startBareServer } from './bare-server/start.ts'
import type { Bench } from './bench.ts'
import { configText, metricsOf, numbered, withVigie } from './lookout.ts'
import { cpuSeconds, residentMb } from './machine.ts'
import { quantile, type Report } from './report.ts'

export const pages: Bench = {
  name: 'pages',
  shows:
    'a crowd that reloads the status page costs little, sees a change within two seconds, and makes nothing be printed twice',
  quick: report => run(report, { seconds: 2, warm_s: 1, limits: {} }),
  proof: report =>
    run(report, { seconds: 20, warm_s: 15, limits: { of_bare: 0.85, p99_ms: 20, stale_ms: 2_000, render_ms: 5 } }),
}

type Plan = {
  readonly seconds: number
  /** Before anything is measured: the compiler of the JavaScript engine is part of the first seconds. */
  readonly warm_s: number
  readonly limits: {
    /** As a share of what bare `node:http` answers in the same run. */
    readonly of_bare?: number
    readonly p99_ms?: number
    readonly stale_ms?: number
    readonly render_ms?: number
  }
}

const connections = 50
const components = 20
const encodings = 'gzip, deflate, br'
const execute = promisify(execFile)

async function run(report: Report, plan: Plan): Promise<void> {
  const wrk = await findProgram('wrk', { packages: ['wrk'] })
  if (!wrk) {
    report.fact('skipped', reasonMissing('wrk'))
    return
  }
  // Nobody listens on the discard port: after the first look, which fails, the machine has other things to do.
  const services = numbered(components, () => 'http://127.0.0.1:9/', 'interval: 300')
  const config = configText({ services, monitoring: 'failure_threshold: 9' })
  await withVigie({ config }, async vigie => {
    await until('the page', async () => (await text(vigie, '/')).includes(`Service ${components - 1}`))
    await crowd(wrk, vigie, plan.warm_s)
    await measureAnswers(report, { wrk, vigie, plan })
    await measureChange(report, { wrk, vigie, plan })
  })
  measurePrinting(report, plan)
}

type Measured = { readonly wrk: string; readonly vigie: Vigie; readonly plan: Plan }

/** By turns, so that what else the machine does meets both. */
const rounds = 5

async function measureAnswers(report: Report, { wrk, vigie, plan: { seconds, limits } }: Measured): Promise<void> {
  const headers = { 'accept-encoding': encodings }
  const peer = await startBareServer({ url: `${vigie.url}/`, method: 'GET', headers })
  try {
    await crowd(wrk, peer, 1)
    const ours = { requests: 0, used: 0, p99_ms: 0, failed: 0 }
    const theirs = { ...ours }
    for (let round = 0; round < rounds; round++) {
      for (const [sum, server] of [
        [ours, vigie],
        [theirs, peer],
      ] as const) {
        const before = cpuSeconds(server.pid)
        const { requests, p99_ms, failed } = await crowd(wrk, server, Math.max(1, seconds / rounds))
        sum.used += cpuSeconds(server.pid) - before
        sum.requests += requests
        sum.failed += failed
        sum.p99_ms = Math.max(sum.p99_ms, p99_ms)
      }
    }
    report.require('every answer is the page', ours.failed === 0, `${ours.failed} failed of ${ours.requests}`)
    report.figure('answered by one core', ours.requests / ours.used, 'per s')
    report.figure('bare node:http with the same bytes', theirs.requests / theirs.used, 'per s')
    const ratio = ours.requests / ours.used / (theirs.requests / theirs.used)
    report.figure('of what bare node:http answers', ratio, '', atLeast(limits.of_bare))
    report.figure(`99 of 100 answered within, ${connections} connections`, ours.p99_ms, 'ms', atMost(limits.p99_ms))
    report.figure('resident', residentMb(vigie.pid), 'MB')
  } finally {
    await peer.stop()
  }
}

const atLeast = (least: number | undefined) => (least === undefined ? {} : { at_least: least })
const atMost = (most: number | undefined) => (most === undefined ? {} : { at_most: most })

/** While the crowd goes on reading something is said, and then seen. */
async function measureChange(report: Report, { wrk, vigie, plan: { seconds, limits } }: Measured): Promise<void> {
  const printings = async () =>
    (await metricsOf(vigie)).find(({ name }) => name === 'vigie_pages_printings_total')?.value ?? 0
  const before = await printings()
  const begun = performance.now()
  const reading = crowd(wrk, vigie, seconds)
  await pause(500)
  const title = 'Parcels are late'
  const said = performance.now()
  await announce(vigie, title)
  await until('the change', async () => (await text(vigie, '/')).includes(title))
  const seen_ms = performance.now() - said
  const { failed } = await reading
  const printed = (await printings()) - before
  const passed_s = (performance.now() - begun) / 1_000
  report.require('nobody was refused meanwhile', failed === 0, `${failed}`)
  report.figure('a change is seen after', seen_ms, 'ms', atMost(limits.stale_ms))
  report.require(
    'printed at most four times a second',
    printed <= 4 * passed_s + 1,
    `${printed} times in ${passed_s.toFixed(1)} s`,
  )
}

function measurePrinting(report: Report, { limits }: Plan): void {
  const page = samplePage(sampleStatus(200, { 0: 'major_outage', 7: 'degraded_performance' }), 'fr')
  for (let warm = 0; warm < 50; warm++) statusText(page)
  const times = Array.from({ length: 200 }, () => {
    const begun = performance.now()
    statusText(page)
    return performance.now() - begun
  })
  report.figure('a page of 200 services is written in, half', quantile(times, 0.5), 'ms')
  report.figure(
    'a page of 200 services is written in, 99 of 100',
    quantile(times, 0.99),
    'ms',
    atMost(limits.render_ms),
  )
}

async function announce(vigie: Vigie, title: string): Promise<void> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ title, impact: 'minor' })
  const answer = await fetch(`${vigie.url}/api/v1/incidents`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(`an incident was answered ${answer.status}: ${await answer.text()}`)
}

const text = async (vigie: Vigie, path: string): Promise<string> => (await fetch(vigie.url + path)).text()

type Crowd = { readonly requests: number; readonly p99_ms: number; readonly failed: number }

/** A program of its own, so that asking is not part of answering. */
async function crowd(wrk: string, { url }: { readonly url: string }, seconds: number): Promise<Crowd> {
  const flags = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '-H', `accept-encoding: ${encodings}`]
  const { stdout } = await execute(wrk, [...flags, `${url}/`])
  const [, value = '', unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? []
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1) ?? []
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0),
    p99_ms: Number(value) * ({ us: 0.001, ms: 1, s: 1_000 }[unit] ?? Number.NaN),
    failed: [...errors, refused].reduce<number>((sum, one) => sum + Number(one), 0),
  }
}
