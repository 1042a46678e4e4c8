import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startChild } from '../../kit/testing/children.ts'
import { type CommitWatch, watchCommits } from '../../kit/testing/faults/kill-at-commit.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../../kit/testing/postgres.ts'
import { inherited, startVigie, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'
import { configText, numbered } from '../lookout.ts'
import type { Report } from '../report.ts'
import { type BenchTarget, startBenchTarget } from '../target/start-target.ts'
import { isGreen, page } from './story.ts'
import { type Moment, momentsOf, textOf, type Walk } from './walk-commits.ts'

const program = join(import.meta.dirname, '..', '..', 'bin', 'vigie.js')
const services = 3

type Stage = {
  readonly target: BenchTarget
  readonly commits: CommitWatch
  readonly server: PostgresServer | null
}

/** The very first start, which makes all tables, dies at its commits; the next one brings up everything. */
export async function walkStart(report: Report, { engine, choose }: Pick<Walk, 'engine' | 'choose'>): Promise<void> {
  if (engine === 'postgres' && !(await findPostgres())) {
    report.fact('first starts killed on PostgreSQL', 'left out: it is not on this machine')
    return
  }
  const server = engine === 'postgres' ? await startPostgres() : null
  const stage: Stage = { target: await startBenchTarget(), commits: watchCommits(), server }
  try {
    const all = momentsOf(await countCommits(stage))
    const chosen = choose(all)
    const found: string[] = []
    for (const [at, moment] of chosen.entries()) {
      const wrong = await dieAtStart(stage, moment, at).catch((thrown: unknown) => String(thrown))
      if (wrong) found.push(`${textOf(moment)}: ${wrong}`)
      if (at % 10 === 9) report.progress(`${engine}: ${at + 1} of ${chosen.length} first starts killed`)
    }
    const told = `${chosen.length} kills at the ${all.length / 2} commits of a first start`
    report.require(
      `not as after any other start (first start killed, ${engine})`,
      found.length === 0,
      [told, ...found].join('; '),
    )
  } finally {
    stage.commits.remove()
    await Promise.all([stage.target.stop(), server?.remove()])
  }
}

async function configOn({ target, server }: Stage, database: string): Promise<string> {
  await server?.run(`create database ${database}`)
  const sections = server ? `store: { url: "${server.url(database)}" }` : ''
  return configText({ services: numbered(services, target.urlOf), monitoring: 'check_interval: 1', sections })
}

async function countCommits(stage: Stage): Promise<ReadonlyMap<string, number>> {
  const config = await configOn(stage, 'counted')
  const vigie = await startVigie({ config, environment: stage.commits.environment })
  const counts = stage.commits.counts()
  await vigie.remove()
  return counts
}

/** Answers what is wrong afterwards. */
async function dieAtStart(stage: Stage, moment: Moment, at: number): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-start-'))
  const config = await configOn(stage, `start_${at}`)
  const data = join(folder, 'data')
  try {
    stage.commits.killNext(moment)
    await lifeUntilDeath(folder, config, stage.commits)
    stage.commits.spare()
    const fill = async (next: string) => existsSync(data) && cpSync(data, join(next, 'data'), { recursive: true })
    const vigie = await startVigie({ config, fill })
    try {
      return await judge(vigie)
    } finally {
      await vigie.remove()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function lifeUntilDeath(folder: string, config: string, { environment }: CommitWatch): Promise<void> {
  const file = join(folder, 'vigie.yaml')
  writeFileSync(file, config)
  const args = [program, 'up', '--config', file, '--data', join(folder, 'data'), '--host', '127.0.0.1']
  args.push('--port', String(await freePort()))
  const child = startChild(process.execPath, args, { cwd: folder, env: { ...inherited(), ...environment } })
  try {
    await until('it dies', () => child.process.signalCode !== null || child.process.exitCode !== null)
  } finally {
    await child.stop('SIGKILL')
  }
  if (child.process.signalCode !== 'SIGKILL') throw new Error(`it ended by itself: ${child.output().slice(-500)}`)
}

async function judge(vigie: Vigie): Promise<string | null> {
  await until('a green page', async () => isGreen(await page(vigie)))
  const names = async (path: string) => {
    const { items } = await vigie.get<{ items: { name: string }[] }>(path)
    return items
      .map(({ name }) => name)
      .filter(name => name.startsWith('Service '))
      .toSorted()
      .join(', ')
  }
  const wanted = numbered(services, () => '')
    .map(({ name }) => name)
    .join(', ')
  for (const path of ['/api/v1/checks', '/api/v1/components']) {
    const there = await names(path)
    if (there !== wanted) return `${path} has ${there}`
  }
  const { items } = await vigie.get<{ items: unknown[] }>('/api/v1/incidents')
  const bug = vigie
    .output()
    .split('\n')
    .find(line => line.includes('"level":50'))
  return bug ?? (items.length > 0 ? `${items.length} incidents` : null)
}
