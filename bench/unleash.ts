import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort, startChild } from '../kit/testing/children.ts'
import { findPostgres, withPostgres } from '../kit/testing/postgres.ts'
import { sampleContexts } from './flag-sample.ts'
import { type LoadRequest, load } from './http-load.ts'
import { cpuSeconds, residentMb } from './machine.ts'
import type { Report } from './report.ts'

const run = promisify(execFile)
const version = '8.2.0'
const admin = '*:*.bench-admin-token'
const frontend = 'default:development.bench-frontend-token'

/** The same sorts of flags on Unleash, on the same Node, its limits on requests raised; told as skipped where it cannot be had. */
export async function besideUnleash(report: Report, seconds: number): Promise<void> {
  if (!(await findPostgres())) return report.fact('beside Unleash', 'skipped: there is no PostgreSQL here')
  const folder = mkdtempSync(join(tmpdir(), 'vigie-unleash-'))
  try {
    report.progress(`installing unleash-server ${version} into ${folder}`)
    const path = `${dirname(process.execPath)}:${process.env.PATH}`
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder]
    await run('npm', ['install', ...options, `unleash-server@${version}`], {
      env: { ...process.env, PATH: path },
      timeout: 600_000,
    })
    await measure(report, folder, seconds)
  } catch (failure) {
    report.fact('beside Unleash', `skipped: ${String(failure).split('\n')[0]}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(report: Report, folder: string, seconds: number): Promise<void> {
  const { url: database } = await withPostgres()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const most = '100000000'
  const child = startChild(process.execPath, [join(folder, 'node_modules/unleash-server/dist/server.js')], {
    cwd: folder,
    env: {
      ...process.env,
      ...{ DATABASE_URL: database, DATABASE_SSL: 'false', HTTP_HOST: '127.0.0.1', HTTP_PORT: String(port) },
      ...{ CHECK_VERSION: 'false', SEND_TELEMETRY: 'false', LOG_LEVEL: 'error', NODE_ENV: 'production' },
      ...{ SDK_API_RATE_LIMIT_PER_MINUTE: most, TOKEN_AUTHENTICATION_RATE_LIMIT_PER_MINUTE: most },
      ...{ INIT_ADMIN_API_TOKENS: admin, INIT_FRONTEND_API_TOKENS: frontend },
    },
  })
  try {
    await answers(`${url}/health`)
    await seed(url)
    const requests = sampleContexts(2_000).map(
      (context, index): LoadRequest => ({
        method: 'GET',
        path: `/api/frontend?userId=user-${index}&properties[country]=${context.country}&properties[age]=${context.age}`,
        headers: { authorization: frontend },
      }),
    )
    // Until its own copy has seen all of them.
    await pause(3_000)
    const pid = child.process.pid ?? 0
    // As long as the other is warmed up: what compiles code is in the figure otherwise.
    await load({ url, requests, connections: 8, seconds: seconds / 2, wanted: 200 })
    const before = cpuSeconds(pid)
    const result = await load({ url, requests, connections: 8, seconds, wanted: 200 })
    report.figure(
      `Unleash ${version}, all 100 flags`,
      result.answers / (cpuSeconds(pid) - before),
      'per second of processor time',
    )
    report.figure(`Unleash ${version}, resident memory`, residentMb(pid), 'MB')
    report.require(
      'Unleash: every answer is 200',
      result.wrong === 0 && result.answers > 0,
      `${result.wrong} of ${result.answers} are not`,
    )
  } finally {
    await child.stop('SIGKILL')
  }
}

async function answers(url: string): Promise<void> {
  for (let turn = 0; turn < 300; turn++) {
    if ((await fetch(url).catch(() => null))?.ok) return
    await pause(200)
  }
  throw new Error(`${url} does not answer`)
}

/** A third plain, a third with three constraints, a third for half of the people. */
async function seed(url: string): Promise<void> {
  const features = `${url}/api/admin/projects/default/features`
  const headers = { authorization: admin, 'content-type': 'application/json' }
  const post = async (path: string, body: object) => {
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  }
  for (let index = 0; index < 100; index++) {
    const name = `flag-${index}`
    await post(features, { name, type: 'release' })
    const constraints = [
      { contextName: 'country', operator: 'IN', values: ['fr', 'be', 'ch'] },
      { contextName: 'age', operator: 'NUM_GTE', value: String(18 + (index % 40)) },
      { contextName: 'userId', operator: 'STR_STARTS_WITH', values: ['user'] },
    ]
    const rollout = { rollout: index % 3 === 2 ? '50' : '100', stickiness: 'default', groupId: name }
    const strategy = { name: 'flexibleRollout', parameters: rollout, constraints: index % 3 === 1 ? constraints : [] }
    await post(`${features}/${name}/environments/development/strategies`, strategy)
    await post(`${features}/${name}/environments/development/on`, {})
  }
}
