import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { testAdminKey } from '../kit/testing/process.ts'
import { type LoadRequest, load } from './http-load.ts'
import { configText, numbered, withVigie } from './lookout.ts'
import { cpuSeconds, machineLine, residentMb } from './machine.ts'
import { plain } from './report.ts'
import { type BenchTarget, startBenchTarget } from './target/start-target.ts'

// node bench/compare.ts ../other-checkout [rounds]
// Both programs by turns, so that whatever else the machine does befalls both; the other one needs its `npm ci` done.
const [other = '', rounds = '7'] = process.argv.slice(2)
const here = join(import.meta.dirname, '..')
const roots = { before: resolve(other), now: here }
type Who = keyof typeof roots

type Figures = Readonly<Record<(typeof rows)[number][0], number>>
const rows = [
  ['idle memory', 'MB'],
  ['a check', 'µs of a core'],
  ['an evaluation', 'µs of a core'],
  ['a cached page', 'µs of a core'],
] as const

const settleMs = 30_000
const loadS = 5
const services = 200

async function measure(root: string): Promise<Figures> {
  // It does nothing all the while, beside the one that works.
  const idle = withVigie({ root }, async ({ pid }) => {
    await pause(settleMs)
    return residentMb(pid)
  })
  const target = await startBenchTarget()
  const config = configText({ services: numbered(services, target.urlOf), monitoring: 'check_interval: 2' })
  try {
    const check = await withVigie({ root, config }, async ({ pid }) => {
      await pause(5_000)
      const [cpu, requests] = [cpuSeconds(pid), await asked(target)]
      await pause(15_000)
      return (cpuSeconds(pid) - cpu) / ((await asked(target)) - requests)
    })
    const answers = await withVigie({ root }, async ({ pid, url }) => {
      await makeFlag(url)
      const each = async (request: LoadRequest) => {
        await load({ url, requests: [request], connections: 8, seconds: 2, wanted: 200 })
        const before = cpuSeconds(pid)
        const { answers: count, wrong } = await load({
          url,
          requests: [request],
          connections: 8,
          seconds: loadS,
          wanted: 200,
        })
        if (wrong > 0) throw new Error(`${request.path}: ${wrong} of ${count} answers are wrong`)
        return (cpuSeconds(pid) - before) / count
      }
      const evaluation = await each({
        method: 'POST',
        path: '/ofrep/v1/evaluate/flags/measured',
        headers: asAdmin,
        body: JSON.stringify({ context: { targetingKey: 'user-17', plan: 'free' } }),
      })
      return { evaluation, page: await each({ method: 'GET', path: '/', headers: { 'accept-encoding': 'br' } }) }
    })
    return {
      'idle memory': await idle,
      'a check': 1e6 * check,
      'an evaluation': 1e6 * answers.evaluation,
      'a cached page': 1e6 * answers.page,
    }
  } finally {
    await target.stop()
  }
}

async function makeFlag(url: string): Promise<void> {
  const flag = {
    key: 'measured',
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    targeting: { if: [{ '==': [{ var: 'plan' }, 'free'] }, 'on', 'off'] },
  }
  const made = await fetch(`${url}/admin/flags`, { method: 'POST', headers: asAdmin, body: JSON.stringify(flag) })
  if (!made.ok) throw new Error(`the flag was not made: ${made.status} ${await made.text()}`)
}

const asked = async (target: BenchTarget): Promise<number> => (await target.counts()).requests
const asAdmin = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
/** Half of the way from the least to the most, as a share of the median. */
const spread = (values: readonly number[]): number => (Math.max(...values) - Math.min(...values)) / 2 / median(values)
const percent = (share: number): string => `${share >= 0 ? '+' : ''}${(100 * share).toFixed(1)} %`

const found: Record<Who, Figures[]> = { before: [], now: [] }
for (let round = 1; round <= Number(rounds); round++) {
  // Who begins changes: the first one of a round finds the machine as the last one left it.
  for (const who of round % 2 ? (['before', 'now'] as const) : (['now', 'before'] as const)) {
    const figures = await measure(roots[who])
    found[who].push(figures)
    console.log(`round ${round}, ${who}: ${rows.map(([name]) => `${name} ${plain(figures[name])}`).join(', ')}`)
  }
}
const commit = (root: string) => execFileSync('git', ['-C', root, 'log', '-1', '--format=%h']).toString().trim()
console.log(
  `\n| median of ${rounds} | ${commit(roots.before)} | spread | ${commit(here)} | spread | change |\n|---|---|---|---|---|---|`,
)
for (const [name, unit] of rows) {
  const [before, now] = [found.before.map(one => one[name]), found.now.map(one => one[name])]
  const cells = [before, now].flatMap(values => [
    `${plain(median(values))} ${unit}`,
    `± ${percent(spread(values)).slice(1)}`,
  ])
  console.log(`| ${[name, ...cells, percent(median(now) / median(before) - 1)].join(' | ')} |`)
}
console.log(`\n${machineLine()}`)
