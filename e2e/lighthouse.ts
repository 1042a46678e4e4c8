import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findProgram } from '../kit/testing/programs.ts'

const execute = promisify(execFile)
/** 176 MB that nothing else needs: fetched when this is run, not with every installation. */
const version = '13.5.0'
export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const
export type Scores = Readonly<Record<(typeof categories)[number], number>> & { readonly faults: readonly string[] }
export const devices = ['mobile', 'desktop'] as const

/** Where Lighthouse's command lies; installed by npm into the temporary folder when it is not there. Throws when it cannot be had. */
export async function obtainLighthouse(): Promise<string> {
  const folder = join(tmpdir(), `vigie-lighthouse-${version}`)
  const command = join(folder, 'node_modules', 'lighthouse', 'cli', 'index.js')
  if (existsSync(command)) return command
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}\n')
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `lighthouse@${version}`]
  await execute('npm', install, { cwd: folder, timeout: 300_000 })
  return command
}

type Wanted = {
  readonly command: string
  readonly url: string
  readonly device: (typeof devices)[number]
  /** Without an ending; the report is kept as HTML and JSON. */
  readonly report: string
}

export async function measure({ command, url, device, report }: Wanted): Promise<Scores> {
  const chrome = await findProgram('chromium', { packages: ['chromium'] })
  if (!chrome) throw new Error('there is no chromium')
  const flags = ['--output=json', '--output=html', `--output-path=${report}`, '--quiet']
  const preset = device === 'desktop' ? ['--preset=desktop'] : []
  const only = `--only-categories=${categories.join(',')}`
  const chromeFlags = '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage'
  await execute(process.execPath, [command, url, ...flags, ...preset, only, chromeFlags], {
    env: { ...process.env, CHROME_PATH: chrome },
    timeout: 180_000,
    maxBuffer: 16_777_216,
  })
  return scoresOf(JSON.parse(readFileSync(`${report}.report.json`, 'utf8')))
}

type LighthouseReport = {
  readonly categories: Readonly<
    Record<string, { readonly score: number; readonly auditRefs: readonly { id: string; weight: number }[] }>
  >
  readonly audits: Readonly<Record<string, { readonly score: number | null; readonly title: string }>>
}

function scoresOf({ categories: found, audits }: LighthouseReport): Scores {
  const score = (name: string) => Math.round((found[name]?.score ?? 0) * 100)
  const faults = categories.flatMap(name =>
    (found[name]?.auditRefs ?? [])
      .filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 0.9)
      .map(({ id }) => `${name}: ${audits[id]?.title}`),
  )
  return {
    performance: score('performance'),
    accessibility: score('accessibility'),
    'best-practices': score('best-practices'),
    seo: score('seo'),
    faults,
  }
}
