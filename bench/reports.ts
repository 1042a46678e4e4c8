import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { ReportsOfComponent } from '../contracts/reports.ts'
import { testAdminKey, type Vigie } from '../kit/testing/process.ts'
import { until } from '../kit/testing/until.ts'
import type { Bench } from './bench.ts'
import { metricsOf, withVigie } from './lookout.ts'
import { cpuSeconds, residentMb } from './machine.ts'
import { quantile, type Report } from './report.ts'

export const reports: Bench = {
  name: 'reports',
  shows: 'a crowd can report at once: each report is accepted when it is on disk, and none is lost by a kill',
  quick: report => run(report, { reports: 1_000, per_s: 500, components: 10, limits: {} }),
  proof: report =>
    run(report, { reports: 200_000, per_s: 2_000, components: 100, limits: { us: 500, per_s: 1_900, ms: 1_000 } }),
}

type Plan = {
  /** Each from a network of its own. */
  readonly reports: number
  readonly per_s: number
  readonly components: number
  readonly limits: { readonly us?: number; readonly per_s?: number; readonly ms?: number }
}

/** What one report without a proof of work weighs. */
const weight = 0.25
const config = 'network: { trusted_proxies: ["127.0.0.1"] }\nlogging: { level: WARNING }\n'

async function run(report: Report, plan: Plan): Promise<void> {
  await withVigie({ config, services: ['incidents', 'reports'] }, async vigie => {
    for (let at = 0; at < plan.components; at++) await addComponent(vigie, `Component ${at}`)
    const last = `/api/v1/reports/component-${plan.components - 1}`
    await until('all components', async () => (await fetch(vigie.url + last)).ok)
    const { limits } = plan
    const before = cpuSeconds(vigie.pid)
    const sent = await sendAll(vigie, plan)
    const each_us = ((cpuSeconds(vigie.pid) - before) / sent.accepted) * 1e6
    report.require('every report is accepted', sent.accepted === plan.reports, `${sent.accepted} of ${plan.reports}`)
    const at_least = limits.per_s === undefined ? {} : { at_least: limits.per_s }
    report.figure('accepted', sent.accepted / sent.seconds, 'per s', at_least)
    report.figure('each costs', each_us, 'µs of a core', limits.us === undefined ? {} : { at_most: limits.us })
    const within = limits.ms === undefined ? {} : { at_most: limits.ms }
    report.figure('half of them answered within', quantile(sent.latencies_ms, 0.5), 'ms')
    report.figure('99 of 100 answered within', quantile(sent.latencies_ms, 0.99), 'ms', within)
    report.figure('resident', residentMb(vigie.pid), 'MB')
    // In a second that brings more than fifty of one component, as after a pause of this machine, a sample is counted.
    const { counted, sampled } = await fates(vigie)
    report.require(
      'each is counted, or left to the sample',
      counted + sampled === sent.accepted,
      `${counted} + ${sampled}`,
    )
    await vigie.kill()
    await vigie.restart()
    const kept = await countAll(vigie, plan.components)
    report.require('killed and started again, it has all that were counted', kept === counted, `${kept} of ${counted}`)
  })
}

async function addComponent(vigie: Vigie, name: string): Promise<void> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ name })
  const answer = await fetch(`${vigie.url}/api/v1/components`, { method: 'POST', headers, body })
  if (answer.status !== 201) throw new Error(`a component was answered ${answer.status}: ${await answer.text()}`)
}

type Sent = { readonly accepted: number; readonly seconds: number; readonly latencies_ms: readonly number[] }

/** At a steady pace, whether earlier ones are answered or not. */
async function sendAll(vigie: Vigie, { reports, per_s, components }: Plan): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1_000 })
  const latencies_ms: number[] = []
  const sending: Promise<void>[] = []
  let accepted = 0
  const begun = performance.now()
  for (let at = 0; at < reports; ) {
    const due = Math.min(reports, Math.ceil(((performance.now() - begun) / 1_000) * per_s))
    for (; at < due; at++) {
      const from = performance.now()
      const one = send(vigie, agent, { network: at, component: `component-${at % components}` })
      sending.push(
        one.then(status => {
          latencies_ms.push(performance.now() - from)
          if (status === 202) accepted += 1
        }),
      )
    }
    await pause(5)
  }
  await Promise.all(sending)
  agent.destroy()
  return { accepted, seconds: (performance.now() - begun) / 1_000, latencies_ms }
}

type Submission = { readonly network: number; readonly component: string }

function send(vigie: Vigie, agent: Agent, { network, component }: Submission): Promise<number> {
  const body = JSON.stringify({ component, category: 'slow' })
  const address = `${1 + (network >> 16)}.${(network >> 8) & 255}.${network & 255}.7`
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        ...{ host: '127.0.0.1', port: vigie.port, path: '/api/v1/reports', method: 'POST', agent },
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'x-forwarded-for': address,
        },
      },
      answer => {
        answer.resume()
        answer.once('end', () => resolve(answer.statusCode ?? 0))
      },
    )
    sending.once('error', reject)
    sending.end(body)
  })
}

async function fates(vigie: Vigie): Promise<{ counted: number; sampled: number }> {
  const samples = await metricsOf(vigie)
  const of = (fate: string) =>
    samples.find(({ name, labels }) => name === 'vigie_reports_total' && labels.became === fate)
  return { counted: of('counted')?.value ?? 0, sampled: of('sampled')?.value ?? 0 }
}

async function countAll(vigie: Vigie, components: number): Promise<number> {
  let sum = 0
  for (let at = 0; at < components; at++) {
    const { bins } = await vigie.get<ReportsOfComponent>(`/api/v1/reports/component-${at}`)
    sum += bins.reduce((all, bin) => all + bin.reports, 0)
  }
  return Math.round(sum / weight)
}
