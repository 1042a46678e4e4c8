import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

const root = import.meta.dirname

type Locked = {
  readonly version: string
  readonly license?: string
  readonly dev?: boolean
  readonly optional?: boolean
}

const locked = new Map(
  Object.entries<Locked>(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages).filter(
    ([path]) => path !== '',
  ),
)

/** Licences that let anybody use, change and pass on Vigie with no further duty than to name the authors. */
const permissive = [
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
]

/** Tools of developers that are never passed on with Vigie may be more demanding, each for a reason. */
const forDevelopersOnly: Readonly<Record<string, string>> = {
  'node_modules/axe-core': 'MPL-2.0: judges pages in tests',
  'node_modules/lightningcss': 'MPL-2.0: part of the build of the console; its output is ours',
  'node_modules/statuspage.io': 'GPL-3.0: a real client of the API that a test calls; nothing links it',
}

/** Packages whose manifest names no licence; where it stands instead. */
const saidElsewhere: Readonly<Record<string, string>> = {
  'node_modules/@openfeature/ofrep-core': 'Apache-2.0',
  'node_modules/@openfeature/ofrep-provider': 'Apache-2.0',
}

function licenceOf(path: string, { license }: Locked): string {
  const manifest = join(root, path, 'package.json')
  const installed = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).license : undefined
  return license ?? installed ?? saidElsewhere[path] ?? 'none named'
}

const isPermissive = (licence: string): boolean =>
  licence
    .replace(/[()]/g, '')
    .split(' OR ')
    .some(one => permissive.includes(one))

test('every dependency has a licence that lets anybody use and pass on Vigie', () => {
  const isExcused = (path: string, { dev }: Locked) =>
    dev === true && Object.keys(forDevelopersOnly).some(known => path === known || path.startsWith(`${known}-`))
  const offences = [...locked]
    .filter(([path, entry]) => !isPermissive(licenceOf(path, entry)) && !isExcused(path, entry))
    .map(([path, entry]) => `${path}@${entry.version}: ${licenceOf(path, entry)}`)
  assert.deepEqual(offences, [])
})

test('every excuse for a licence is still needed', () => {
  const stale = [...Object.keys(forDevelopersOnly), ...Object.keys(saidElsewhere)].filter(path => !locked.has(path))
  assert.deepEqual(stale, [])
})

type Audit = {
  readonly message?: string
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly via: readonly unknown[] }>>
}

/** What the registry knows of the locked versions; a text when it does not say. */
function audit(): Audit | string {
  const flags = ['--audit=true', '--json', '--fetch-retries=0', '--fetch-timeout=10000']
  const { stdout, error } = spawnSync('npm', ['audit', ...flags], { cwd: root, encoding: 'utf8' })
  if (error) return error.message
  try {
    const answer: Audit = JSON.parse(stdout)
    return answer.vulnerabilities ? answer : (answer.message ?? 'no answer')
  } catch {
    return stdout.slice(0, 200) || 'no answer'
  }
}

test('no dependency has a known vulnerability of high or critical severity', t => {
  const answer = audit()
  if (typeof answer === 'string') return t.skip(`the registry does not answer audits: ${answer}`)
  const grave = Object.entries(answer.vulnerabilities ?? {})
    .filter(([, { severity }]) => severity === 'high' || severity === 'critical')
    .map(([name, { severity, via }]) => `${name}: ${severity}: ${JSON.stringify(via)}`)
  assert.deepEqual(grave, [])
})
