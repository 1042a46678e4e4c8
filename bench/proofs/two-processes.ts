import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, freePort, startChild } from '../../kit/testing/children.ts'
import { inOwnNamespace, whyNoNamespaces } from '../../kit/testing/namespaces.ts'
import { findPostgres, startPostgres } from '../../kit/testing/postgres.ts'
import { inherited } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'

export const twoProcesses: Bench = {
  name: 'two-processes',
  shows:
    'of two processes that start at once on one folder or on one database exactly one runs, and the other says who it is',
  quick: report => run(report, 1),
  proof: report => run(report, 30),
}

const program = join(import.meta.dirname, '..', '..', 'bin', 'vigie.js')

/** Where both keep their data, and what they are started through. */
type Place = { readonly what: string; readonly url?: string; readonly through: readonly string[] }

async function run(report: Report, pairs: number): Promise<void> {
  const why = whyNoNamespaces()
  const server = (await findPostgres()) ? await startPostgres() : null
  try {
    await race(report, pairs, { what: 'one folder', through: [] })
    if (why) report.fact('one folder, two PID namespaces', why)
    else await race(report, pairs, { what: 'one folder, two PID namespaces', through: inOwnNamespace })
    if (server) await race(report, pairs, { what: 'one database', url: server.url('postgres'), through: [] })
    else report.fact('one database', 'PostgreSQL is not on this machine')
  } finally {
    await server?.remove()
  }
}

async function race(report: Report, pairs: number, place: Place): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-pairs-'))
  const found: string[] = []
  try {
    for (let pair = 0; pair < pairs; pair++) found.push(await raceOnce(folder, place))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const wrong = found.filter(one => one !== 'right')
  report.require(
    `${place.what}: exactly one of two runs`,
    wrong.length === 0,
    [`${found.length} pairs`, ...wrong].join('; '),
  )
}

/** The one that runs is killed, so the next pair takes over what it left. */
async function raceOnce(folder: string, { url, through }: Place): Promise<string> {
  const store = url ? `store: { url: "${url}" }\n` : ''
  writeFileSync(join(folder, 'vigie.yaml'), `slack: { enabled: false }\n${store}`)
  const ports = [await freePort(), await freePort()]
  const children = ports.map((port, index) => {
    // On one database each has a folder of its own: only the database keeps them apart.
    const data = join(folder, url ? `data-${index}` : 'data')
    mkdirSync(data, { recursive: true })
    const [command = process.execPath, ...before] = [...through, process.execPath]
    const args = [...before, program, 'up', '--data', data, '--port', String(port), '--host', '127.0.0.1']
    return startChild(command, args, { cwd: folder, env: inherited() })
  })
  try {
    await until('one runs and one has ended', async () => (await runningOf(children, ports)) !== null, {
      within_s: 120,
    })
    const running = await runningOf(children, ports)
    const other = children.find(child => child !== running)
    const says = other?.output() ?? ''
    const isSaid = /in use by process \d+ on \S+ since \d/.test(says)
    return isSaid && other?.process.exitCode === 1 ? 'right' : `${other?.process.exitCode}: ${says.slice(-300)}`
  } catch (failure) {
    return `${failure}: ${children.map(child => child.output().slice(-300)).join(' | ')}`
  } finally {
    await Promise.all(children.map(child => child.stop('SIGKILL')))
  }
}

/** null until one is ready and the other is gone. */
async function runningOf(children: readonly Child[], ports: readonly number[]): Promise<Child | null> {
  const [first, second] = await Promise.all(
    ports.map(async port => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok === true),
  )
  const ended = children.map(({ process }) => process.exitCode !== null)
  if (first && ended[1]) return children[0] ?? null
  if (second && ended[0]) return children[1] ?? null
  return null
}
