import { setTimeout as pause } from 'node:timers/promises'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import type { Bench } from '../bench.ts'
import { requireUnharmed, withVigie } from '../lookout.ts'
import { residentMb } from '../machine.ts'
import { quantile, type Report } from '../report.ts'
import { startBenchTarget } from '../target/start-target.ts'
import { type LoopWatch, loopWatch } from '../watch-loop.ts'

export const imports: Bench = {
  name: 'imports',
  shows:
    'large files that somebody takes over keep nobody else waiting, neither while they are read nor when all hear of it',
  quick: report => run(report, { checks: 20, incidents: 15, flags: 80, chain: 80 }),
  proof: report => run(report, { checks: 5_000, incidents: 2_000, flags: 5_000, chain: 1_000 }),
}

type Plan = {
  readonly checks: number
  readonly incidents: number
  readonly flags: number
  /** So many rules, each inside the one before. */
  readonly chain: number
}
type Import = { readonly what: string; readonly path: string; readonly body: string; readonly takes: boolean }
type Stage = { readonly report: Report; readonly vigie: Vigie; readonly watch: LoopWatch }

const turnMs = 50
const few: Plan = { checks: 3, incidents: 3, flags: 3, chain: 3 }
const json = JSON.stringify

async function run(report: Report, plan: Plan): Promise<void> {
  const watch = await loopWatch()
  const config = 'logging: { level: ERROR }\nnetwork: { allow: ["127.0.0.0/8"] }\n'
  const target = await startBenchTarget()
  try {
    await withVigie({ config, environment: watch.environment }, async vigie => {
      const stage = { report, vigie, watch }
      // Everything is loaded, and has run once.
      for (const small of importsOf(few, 'first', target.urlOf)) await send(vigie, small)
      await settled(vigie)
      for (const one of importsOf(plan, 'then', target.urlOf)) await measure(stage, one)
      await requireUnharmed(report, vigie)
    })
  } finally {
    await target.stop()
  }
}

export function importsOf(
  { checks, incidents, flags, chain }: Plan,
  name: string,
  urlOf: (check: number) => string,
): readonly Import[] {
  const file = (format: string, content: string) => json({ format, content })
  const imported = '/api/v1/imports'
  const flagsTo = '/api/v1/flags/import?project=default&environment=production'
  return [
    { what: `${checks} checks`, path: imported, body: file('uptime-kuma', kumaFile(checks, name, urlOf)), takes: true },
    {
      what: `${incidents} incidents`,
      path: imported,
      body: file('statuspage', statuspageFile(incidents, name)),
      takes: true,
    },
    { what: `${flags} flags`, path: flagsTo, body: json({ flags: manyFlags(flags) }), takes: true },
    { what: `the same ${flags} flags again`, path: flagsTo, body: json({ flags: manyFlags(flags) }), takes: true },
    {
      what: `a chain of ${chain} rules`,
      path: flagsTo,
      body: json({ flags: {}, $evaluators: chainOf(chain) }),
      takes: true,
    },
    {
      what: `a flag behind ${chain} rules`,
      path: flagsTo,
      body: json({ flags: { end: behind(chain) }, $evaluators: chainOf(chain) }),
      takes: true,
    },
    {
      what: `${flags} flags that name nothing`,
      path: `${flagsTo}&dry_run=true`,
      body: json({ flags: lostFlags(flags) }),
      takes: false,
    },
    {
      what: 'eight megabytes of values',
      path: `${flagsTo}&dry_run=true`,
      body: json({ flags: { big: wideFlag(flags * 70) } }),
      takes: false,
    },
  ]
}

function kumaFile(checks: number, name: string, urlOf: (check: number) => string): string {
  const monitor = (id: number) => ({
    ...{
      id,
      name: `${name} service ${id}`,
      type: 'http',
      url: urlOf(id),
      method: 'GET',
      active: true,
    },
    ...{ interval: 86_400, timeout: 10, maxretries: 2, accepted_statuscodes: ['200-299'], tags: [{ name: 'shop' }] },
  })
  return json({ version: '1.23.16', monitorList: Array.from({ length: checks }, (_, at) => monitor(at + 1)) })
}

function statuspageFile(incidents: number, name: string): string {
  const components = Array.from({ length: 20 }, (_, id) => ({
    ...{ id: `c${id}`, name: `${name} part ${id}`, group: false, group_id: null, status: 'operational' },
  }))
  const at = (day: number, hour: number) => new Date(Date.UTC(2020, 0, 1 + day, hour)).toISOString()
  const past = (day: number) => ({
    ...{
      id: `${name}-${day}`,
      name: `Queue ${day} is slow`,
      status: 'resolved',
      impact: 'minor',
      created_at: at(day, 10),
    },
    ...{ resolved_at: at(day, 12), components: [{ name: `${name} part ${day % 20}` }] },
    incident_updates: [
      { status: 'resolved', body: 'It is over.', display_at: at(day, 12) },
      { status: 'identified', body: 'A disk is full, and we make room. '.repeat(10), display_at: at(day, 11) },
      { status: 'investigating', body: 'We look.', display_at: at(day, 10) },
    ],
  })
  return json({
    page: { id: 'p', name },
    components,
    incidents: Array.from({ length: incidents }, (_, day) => past(day)),
  })
}

const sound = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
const rule = (at: number) => ({
  if: [{ and: [{ in: [{ var: 'country' }, ['fr', 'be', 'ch']] }, { '>=': [{ var: 'age' }, at % 90] }] }, 'on', null],
})
const named = <T>(count: number, make: (at: number) => T): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`flag-${at}`, make(at)]))
const manyFlags = (count: number) => named(count, at => ({ ...sound, targeting: rule(at) }))
const lostFlags = (count: number) =>
  named(count, at => ({ ...sound, targeting: { if: [{ $ref: `lost-${at}` }, 'on', 'off'] } }))
const behind = (chain: number) => ({ ...sound, targeting: { if: [{ $ref: `rule-${chain - 1}` }, 'on', 'off'] } })
const chainOf = (count: number): Record<string, unknown> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [
      `rule-${at}`,
      at === 0 ? true : { and: [{ $ref: `rule-${at - 1}` }, { '>': [{ var: 'n' }, at] }] },
    ]),
  )
const wideFlag = (values: number) => ({
  ...sound,
  variants: { on: { list: Array.from({ length: values }, (_, at) => `value ${at} of many`) }, off: {} },
})

async function send(
  { url }: Vigie,
  { path, body }: Import,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
  const answer = await fetch(url + path, { method: 'POST', headers, body })
  return { status: answer.status, text: await answer.text() }
}

/** All have heard of all that happened. */
async function settled({ url }: Vigie): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await pause(200)
    const text = await (await fetch(`${url}/metrics`)).text()
    const waiting = [...text.matchAll(/^vigie_events_waiting\{[^}]*\} (\d+)$/gm)]
    quiet = waiting.every(([, count]) => count === '0') ? quiet + 1 : 0
  }
}

async function measure({ report, vigie, watch }: Stage, one: Import): Promise<void> {
  await watch.read()
  const before = residentMb(vigie.pid)
  const took: number[] = []
  let on = true
  const witness = (async () => {
    for (; on; await pause(20)) {
      const begun = performance.now()
      await (await fetch(`${vigie.url}/healthz`)).arrayBuffer()
      took.push(performance.now() - begun)
    }
  })()
  const begun = performance.now()
  const { status, text } = await send(vigie, one)
  const answered = performance.now() - begun
  const during = await watch.read()
  await settled(vigie)
  const after = await watch.read()
  on = false
  await witness
  const isRight = status === 200 || (!one.takes && status === 400)
  report.require(
    `${one.what}, ${(one.body.length / 1_048_576).toFixed(1)} MB`,
    isRight,
    isRight ? `${status} after ${answered.toFixed(0)} ms` : `${status} ${text.slice(0, 200)}`,
  )
  report.figure(`${one.what}: the loop worked in one turn at most`, during.worked_ms, 'ms', { at_most: turnMs })
  report.figure(`${one.what}: and while all heard of it`, after.worked_ms, 'ms', { at_most: turnMs })
  report.figure(`${one.what}: waiting for disk and threads included`, Math.max(during.held_ms, after.held_ms), 'ms')
  report.figure(`${one.what}: somebody else waited, 99 of 100`, quantile(took, 0.99), 'ms')
  report.figure(`${one.what}: resident more`, residentMb(vigie.pid) - before, 'MB')
}
