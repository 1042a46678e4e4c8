import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { ListRuns } from '../contracts/functions/runs.ts'
import type { Output } from '../kit/service/operation.ts'
import { freePort, startChild } from '../kit/testing/children.ts'
import { testAdminKey, type Vigie } from '../kit/testing/process.ts'
import { until } from '../kit/testing/until.ts'
import type { Bench } from './bench.ts'
import { type LoadRequest, type LoadResult, load } from './http-load.ts'
import { withVigie } from './lookout.ts'
import { cpuSeconds, residentMb } from './machine.ts'
import { quantile, type Report } from './report.ts'

export const functions: Bench = {
  name: 'functions',
  shows:
    'calls of functions: each is a run on the disk before it is answered; cold starts; a function that nobody calls costs nothing',
  quick: report => run(report, { seconds: 1, cold: 2, rounds: 1, isLimited: false }),
  proof: report => run(report, { seconds: 6, cold: 100, rounds: 3, isLimited: true }),
}

type Plan = {
  readonly seconds: number
  /** Cold starts of each language. */
  readonly cold: number
  readonly rounds: number
  readonly isLimited: boolean
}

const connections = 32
const idleFunctions = 10
const node =
  'module.exports = async (event, context) => context.status(200).succeed({ status: "ok", method: event.method })'
const python =
  'import json\ndef handle(event, context):\n    return {"statusCode": 200, "body": json.dumps({"status": "ok", "method": event.method})}\n'
const call = { method: 'POST', body: '{"order":7}', headers: { authorization: `Bearer ${testAdminKey}` } } as const

async function run(report: Report, plan: Plan): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-functions-'))
  try {
    writeStack(folder, plan.cold)
    const config = `functions: { stack: ${join(folder, 'stack.yml')}, allow_unsandboxed: true }\nlogging: { level: WARNING }\n`
    await withVigie({ config, services: ['functions'] }, async vigie => {
      const empty_mb = await treeMb(vigie)
      report.figure(
        `${idleFunctions + 2 * plan.cold} functions that nobody calls`,
        empty_mb - residentMb(vigie.pid),
        'MB more',
        {
          at_most: 0,
        },
      )
      await coldStarts(report, vigie, plan)
      await warmCalls(report, vigie, plan)
      await manyCalls(report, vigie, plan)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeStack(folder: string, cold: number): void {
  const names = Array.from({ length: cold }, (_, at) => at)
  const described = [
    ...names.map(at => [`node-${at}`, 'node22', './node'] as const),
    ...names.map(at => [`python-${at}`, 'python3-http', './python'] as const),
    ...Array.from({ length: idleFunctions }, (_, at) => [`idle-${at}`, 'node22', './node'] as const),
    ['echo', 'node22', './node'] as const,
  ]
  for (const [name, file, text] of [
    ['node', 'handler.js', node],
    ['python', 'handler.py', python],
  ] as const) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, file), text)
  }
  const lines = described.map(([name, lang, handler]) => `  ${name}:\n    lang: ${lang}\n    handler: ${handler}\n`)
  writeFileSync(join(folder, 'stack.yml'), `provider:\n  name: openfaas\nfunctions:\n${lines.join('')}`)
}

/** Of the program and of every process below it. */
async function treeMb(vigie: Vigie): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-o', 'pid=,ppid=,rss='])
  const rows = stdout
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
  const below = new Set([vigie.pid])
  for (let grown = -1; grown !== below.size; ) {
    grown = below.size
    for (const [pid = 0, parent = 0] of rows) if (below.has(parent)) below.add(pid)
  }
  // `ps` itself is gone by now; the program alone is measured as everywhere else.
  const others = rows.filter(([pid = 0]) => below.has(pid) && pid !== vigie.pid)
  return residentMb(vigie.pid) + others.reduce((sum, [, , rss = 0]) => sum + rss, 0) / 1_024
}

async function coldStarts(report: Report, vigie: Vigie, { cold, isLimited }: Plan): Promise<void> {
  for (const [language, limit] of [
    ['node', 120],
    ['python', 200],
  ] as const) {
    const ms: number[] = []
    for (let at = 0; at < cold; at++) ms.push(await timed(vigie, `${language}-${at}`))
    const within = isLimited ? { at_most: limit } : {}
    report.figure(`first call of a function in ${language}, 95 of 100`, quantile(ms, 0.95), 'ms', within)
  }
}

async function timed(vigie: Vigie, name: string): Promise<number> {
  const begun = performance.now()
  const answer = await fetch(`${vigie.url}/function/${name}`, call)
  const text = await answer.text()
  if (answer.status !== 200 || !text.includes('POST')) throw new Error(`${name} answered ${answer.status}: ${text}`)
  return performance.now() - begun
}

async function warmCalls(report: Report, vigie: Vigie, { seconds, isLimited }: Plan): Promise<void> {
  await timed(vigie, 'echo')
  const one = await loaded(vigie.url, '/function/echo', { connections: 1, seconds })
  report.require('every call alone is answered', one.wrong === 0, `${one.wrong} of ${one.answers} wrong`)
  report.figure('a warm call alone, half of them', quantile(one.ms, 0.5), 'ms', isLimited ? { at_most: 0.5 } : {})
}

/** Beside the Node template's server where it can be had, in turns, so that both meet the same machine. */
async function manyCalls(report: Report, vigie: Vigie, { seconds, rounds, isLimited }: Plan): Promise<void> {
  const before = await runsOf(vigie)
  const peer = isLimited ? await startPeer(report) : undefined
  const ours: LoadResult[] = []
  const theirs: LoadResult[] = []
  const cpu = cpuSeconds(vigie.pid)
  try {
    for (let round = 0; round < rounds; round++) {
      ours.push(await loaded(vigie.url, '/function/echo', { connections, seconds }))
      if (peer) theirs.push(await loaded(peer.url, '/', { connections, seconds }))
    }
  } finally {
    await peer?.stop()
  }
  const spent = cpuSeconds(vigie.pid) - cpu
  const all = sum(ours, ({ answers }) => answers)
  report.require('every call is answered', sum(ours, ({ wrong }) => wrong) === 0, `${all} calls`)
  const rate = quantile(ours.map(rateOf), 0.5)
  report.figure(`calls with ${connections} connections`, rate, 'per s', isLimited ? { at_least: 8_000 } : {})
  report.figure(
    '99 of 100 answered within',
    quantile(
      ours.flatMap(({ ms }) => ms),
      0.99,
    ),
    'ms',
    isLimited ? { at_most: 15 } : {},
  )
  report.figure('each costs the program', (spent / all) * 1e6, 'µs of a core')
  if (theirs.length > 0) {
    const peer_rate = quantile(theirs.map(rateOf), 0.5)
    report.figure('the same handler on Express, no run kept', peer_rate, 'per s')
    report.figure('ours beside it', rate / peer_rate, 'times')
  }
  await vigie.kill()
  await vigie.restart()
  const after = await runsOf(vigie)
  report.require('killed, it has a run of each', after - before === all, `${after - before} of ${all}`)
}

const rateOf = ({ answers, seconds }: LoadResult): number => answers / seconds
const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

function loaded(url: string, path: string, { connections: count, seconds }: { connections: number; seconds: number }) {
  const request: LoadRequest = { ...call, path }
  return load({ url, requests: [request], connections: count, seconds, wanted: 200 })
}

async function runsOf(vigie: Vigie): Promise<number> {
  let count = 0
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page: Output<typeof ListRuns> = await vigie.get(`/api/v1/runs?function=echo&limit=500${from}`)
    count += page.items.length
    cursor = page.next_cursor
  }
  return count
}

const express = '4.21.2'
const server = `const express = require('express')
const app = express()
app.use(express.json(), express.text({ type: 'text/plain' }), express.raw({ type: 'application/octet-stream' }))
app.disable('x-powered-by')
const handler = async (event, context) => context.status(200).succeed({ status: 'ok', method: event.method })
app.use(async (req, res) => {
  const context = {
    code: 200,
    status(code) { this.code = code; return this },
    succeed(value) { this.value = value; return this },
  }
  await handler({ body: req.body, headers: req.headers, method: req.method, query: req.query, path: req.path }, context)
  res.status(context.code).send(context.value)
})
app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'))
`

/** An Express server around the same handler, as the Node templates of OpenFaaS are built; undefined where it cannot be had. */
async function startPeer(report: Report) {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-express-'))
  try {
    report.progress(`installing express ${express} into ${folder}`)
    const path = `${dirname(process.execPath)}:${process.env.PATH}`
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder]
    await promisify(execFile)('npm', ['install', ...options, `express@${express}`], {
      env: { ...process.env, PATH: path },
      timeout: 600_000,
    })
    writeFileSync(join(folder, 'server.cjs'), server)
    const port = await freePort()
    const child = startChild(process.execPath, [join(folder, 'server.cjs')], {
      cwd: folder,
      env: { ...process.env, PORT: String(port), NODE_ENV: 'production' },
    })
    await until('Express listens', () => child.output().includes('listening'))
    const stop = async () => {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    return { url: `http://127.0.0.1:${port}`, stop }
  } catch (failure) {
    rmSync(folder, { recursive: true, force: true })
    report.fact('beside Express', `skipped: ${String(failure).split('\n')[0]}`)
    return undefined
  }
}
