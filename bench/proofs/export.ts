import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { runVigie } from '../../kit/testing/run-vigie.ts'
import { askOver } from '../ask.ts'
import type { Bench } from '../bench.ts'
import { withVigie } from '../lookout.ts'
import { residentMb } from '../machine.ts'
import { fillWithIncidents, incidentPatterns } from '../many-incidents.ts'
import { quantile, type Report } from '../report.ts'
import { usageOf } from '../usage.ts'
import { type LoopWatch, loopWatch } from '../watch-loop.ts'

export const exportProof: Bench = {
  name: 'export',
  shows: 'everything is exported, each incident once, while others are answered at once and memory stays as it was',
  quick: report => run(report, 3_000, 0),
  // A copy is compared half a minute after the start.
  proof: report => run(report, 100_000, 40_000),
}

/** Whoever watches asks some hundred times a second. */
const idleCores = 0.4
/** Told, and not judged: it is no export. */
const afterStart = 'after the start'

const headers = { authorization: `Bearer ${testAdminKey}` }
const cheap = { method: 'GET', path: '/api/v1/components?limit=5', headers, body: undefined }

type Stage = {
  readonly report: Report
  readonly vigie: Vigie
  readonly loop: LoopWatch
  readonly folder: string
  readonly wanted: number
}

async function run(report: Report, wanted: number, compareAfterMs: number): Promise<void> {
  const loop = await loopWatch()
  const folder = mkdtempSync(join(tmpdir(), 'vigie-export-'))
  const config = 'logging: { level: WARNING }\n'
  try {
    await withVigie({ config, environment: loop.environment }, async vigie => {
      await fillWithIncidents(vigie, wanted)
      report.progress(`${wanted} incidents`)
      const stage = { report, vigie, loop, folder, wanted }
      // What is loaded at first use is no part of an export.
      await fetch(`${vigie.url}/api/v1/incidents/export?from=2099-01-01`, { headers })
      // A service that keeps a copy of incidents reads all of these anew, which no export has to do with.
      await watched(stage, afterStart, () => [untilIdle(vigie, compareAfterMs)])
      await watched(stage, 'JSON', () => [take(stage, 'json', 0)])
      judgeJson(stage, readFileSync(fileOf(stage, 'json', 0), 'utf8'), 'JSON')
      await watched(stage, 'CSV', () => [take(stage, 'csv', 0)])
      judgeCsv(stage, readFileSync(fileOf(stage, 'csv', 0), 'utf8'))
      await watched(stage, 'four at once, and one that is not read', () => [
        ...[1, 2].flatMap(turn => [take(stage, 'json', turn), take(stage, 'csv', turn)]),
        leave(stage),
      ])
      const [one, other] = [1, 2].map(turn => readFileSync(fileOf(stage, 'json', turn)))
      report.require('exports at the same time are the same', one?.equals(other ?? Buffer.of()) ?? false, 'compared')
      await judgeCommand(stage)
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Its copies are compared, and it has nothing more to do than to answer the one who watches. */
async function untilIdle(vigie: Vigie, compareAfterMs: number): Promise<void> {
  await pause(compareAfterMs)
  for (let idle = 0; idle < 3; ) {
    const { cores } = await usageOf([vigie.pid], 1)
    idle = cores < idleCores ? idle + 1 : 0
  }
}

const fileOf = ({ folder }: Stage, format: string, turn: number): string => join(folder, `${turn}.${format}`)

async function take(stage: Stage, format: 'json' | 'csv', turn: number): Promise<void> {
  const answer = await fetch(`${stage.vigie.url}/api/v1/incidents/export?format=${format}`, { headers })
  if (!answer.ok || !answer.body) throw new Error(`the export answered ${answer.status}`)
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(fileOf(stage, format, turn)))
}

/** Reads its beginning, then nothing more for a while, and goes away. */
async function leave({ vigie }: Stage): Promise<void> {
  const leaving = new AbortController()
  const answer = await fetch(`${vigie.url}/api/v1/incidents/export`, { headers, signal: leaving.signal })
  await answer.body?.getReader().read()
  await pause(2_000)
  leaving.abort()
}

/** What others notice of it, and what it costs. */
async function watched(stage: Stage, what: string, exports: () => readonly Promise<void>[]): Promise<void> {
  const { report, vigie, loop } = stage
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const [waits, memory] = [[] as number[], [] as number[]]
  const before = residentMb(vigie.pid)
  await loop.read()
  let isOver = false
  const begun = performance.now()
  const work = Promise.all(exports()).finally(() => {
    isOver = true
  })
  const asking = async () => {
    while (!isOver) {
      const { status, ms } = await askOver(agent, vigie.port, cheap)
      if (status !== 200) throw new Error(`others are answered ${status}`)
      waits.push(ms)
      memory.push(residentMb(vigie.pid))
      await pause(2)
    }
  }
  await Promise.all([work, asking()])
  agent.destroy()
  const { longest_ms, worked_ms } = await loop.read()
  const limit = (at_most: number) => (what === afterStart ? {} : { at_most })
  report.figure(`${what}: took`, (performance.now() - begun) / 1_000, 's')
  report.figure(`${what}: others waited at most, of ${waits.length} times`, Math.max(...waits), 'ms', limit(100))
  report.figure(`${what}: others waited, 999 of 1000`, quantile(waits, 0.999), 'ms')
  report.figure(`${what}: resident memory more, at most`, Math.max(...memory) - before, 'MB', limit(50))
  report.figure(`${what}: the event loop was kept at most`, worked_ms, 'ms', limit(50))
  report.figure(`${what}: from turn to turn at most`, longest_ms, 'ms')
}

function judgeJson({ report, wanted }: Stage, text: string, what: string): void {
  const all = JSON.parse(text) as Incident[]
  const once = new Set(all.map(({ id }) => id)).size
  report.require(`${what}: each incident once`, all.length === wanted && once === wanted, `${once} in ${all.length}`)
  const isInOrder = all.every(({ started_at }, i) => started_at <= (all[i - 1]?.started_at ?? started_at))
  report.require(`${what}: the newest first`, isInOrder, isInOrder ? 'in order' : 'in disorder')
  const incomplete = all.filter(({ timeline, title }) => {
    return timeline.length !== incidentPatterns.timeline || !incidentPatterns.titles.includes(title)
  })
  report.require(`${what}: with all of its timeline`, incomplete.length === 0, `${incomplete.length} without`)
}

function judgeCsv({ report, wanted }: Stage, text: string): void {
  // Quoted texts hold line breaks; numbers of incidents stand at the beginning of a row and nowhere else.
  const numbers = text.match(/(?<=^|\r\n)INC-[^,]+(?=,)/g) ?? []
  const once = new Set(numbers).size
  report.require(
    'CSV: each incident once',
    numbers.length === wanted && once === wanted,
    `${once} in ${numbers.length}`,
  )
  report.require('CSV: whole', text.startsWith('number,title,') && text.endsWith('\r\n'), 'from its head to its end')
}

/** Beside the running program, through a pipe. */
async function judgeCommand(stage: Stage): Promise<void> {
  const { vigie, report } = stage
  const { code, output } = await runVigie(vigie.folder, ['incidents', 'export', '--format', 'csv'])
  const file = readFileSync(fileOf(stage, 'csv', 0), 'utf8')
  // Of what a command says only the end is kept here.
  report.require(
    'the command writes the same',
    code === 0 && file.endsWith(output.slice(-50_000)),
    `ended with ${code}`,
  )
}
