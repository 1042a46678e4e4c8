import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'

type Mistake = {
  readonly what: string
  readonly config: string
  /** One line of what is printed must match each. */
  readonly says: readonly RegExp[]
}

const service = 'services:\n  - name: API\n    url: https://api.example.com\n'

const mistakes: readonly Mistake[] = [
  {
    what: 'unknown section',
    config: `${service}monitorin:\n  check_interval: 20\n`,
    says: [/vigie\.yaml:4: .*monitorin.*monitoring/],
  },
  { what: 'unknown key', config: `${service}    intervall: 20\n`, says: [/vigie\.yaml:4: .*intervall.*interval/] },
  { what: 'wrong type', config: `${service}    critical: "often"\n`, says: [/vigie\.yaml:4: .*critical/] },
  { what: 'no URL', config: 'services:\n  - name: API\n    url: "not a url"\n', says: [/vigie\.yaml:3: .*url/] },
  {
    what: 'URL of another sort',
    config: 'services:\n  - name: API\n    url: ftp://example.com\n',
    says: [/vigie\.yaml:3: .*http/],
  },
  { what: 'neither URL nor kind', config: 'services:\n  - name: API\n', says: [/vigie\.yaml:2: .*url/] },
  {
    what: 'duplicate name',
    config: `${service}  - name: API\n    url: https://b.example.com\n`,
    says: [/vigie\.yaml:4: .*API/],
  },
  { what: 'tab', config: 'services:\n\t- name: API\n', says: [/vigie\.yaml:2: .*tab/i] },
  { what: 'bad duration', config: `${service}    timeout: 10 parsecs\n`, says: [/vigie\.yaml:4: .*timeout.*10s/] },
  {
    what: 'unset variable',
    config: `${service}    headers: { x: "\${NO_SUCH_VARIABLE}" }\n`,
    says: [/vigie\.yaml:4: .*NO_SUCH_VARIABLE/],
  },
  {
    what: 'unknown kind',
    config: 'services:\n  - name: API\n    kind: htpp\n    url: https://a.example.com\n',
    says: [/vigie\.yaml:3: .*http/],
  },
  {
    what: 'impossible status',
    config: `${service}    expected_status: 999\n`,
    says: [/vigie\.yaml:4: .*expected_status/],
  },
  {
    what: 'broken condition',
    config: `${service}    conditions: ["response_ms << 500"]\n`,
    says: [/vigie\.yaml:4: .*condition/],
  },
  {
    what: 'port out of range',
    config: 'services:\n  - { name: DB, kind: tcp, host: db, port: 70000 }\n',
    says: [/vigie\.yaml:2: .*port/],
  },
  {
    what: 'threshold of zero',
    config: `${service}monitoring:\n  failure_threshold: 0\n`,
    says: [/vigie\.yaml:5: .*failure_threshold/],
  },
  {
    what: 'unknown time zone',
    config: `${service}time_zone: Europe/Pariss\n`,
    says: [/vigie\.yaml:4: .*(time_zone|time zone).*Europe\/Paris/],
  },
  { what: 'unknown language', config: `${service}language: french\n`, says: [/vigie\.yaml:4: .*fr/] },
  { what: 'key given twice', config: `${service}    url: https://b.example.com\n`, says: [/vigie\.yaml:4: .*url/] },
  {
    what: 'quote that never ends',
    config: 'services:\n  - name: "API\n    url: https://api.example.com\n',
    says: [/vigie\.yaml:\d+: /],
  },
  {
    what: 'secret file that is missing',
    config: `${service}slack:\n  channel: "#a"\n  token_file: nowhere\n`,
    says: [/vigie\.yaml:6: .*nowhere/],
  },
  {
    what: 'three at once',
    config: `${service}    intervall: 20\n    timeout: never\nmonitoring:\n  check_intervall: 5\n`,
    says: [/vigie\.yaml:4: .*interval/, /vigie\.yaml:5: .*timeout/, /vigie\.yaml:7: .*check_interval/],
  },
]

export const brokenConfiguration: Bench = {
  name: 'broken-configuration',
  shows: 'a mistake in the file starts nothing, and is told with its line and the nearest right word',
  quick: async report => {
    for (const mistake of mistakes.filter((_, i) => i % 5 === 0)) await check(report, mistake)
  },
  proof: async report => {
    for (const mistake of mistakes) await check(report, mistake)
    await missingFile(report)
  },
}

const program = join(import.meta.dirname, '..', '..', 'bin', 'vigie.js')

async function check(report: Report, { what, config, says }: Mistake): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-broken-'))
  try {
    writeFileSync(join(folder, 'vigie.yaml'), config)
    const { status, lines } = await start(folder, [])
    const silent = says.filter(pattern => !lines.some(line => pattern.test(line)))
    const started = existsSync(join(folder, 'data'))
    const right = status === 1 && silent.length === 0 && !started
    const told = lines.find(line => line.includes('vigie.yaml:')) ?? lines[0] ?? 'nothing'
    const wrong = `exit ${status}, started: ${started}, not said: ${silent.join(' ')}; said: ${lines.join(' / ')}`
    report.require(what, right, right ? told : wrong)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function missingFile(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-broken-'))
  try {
    const { status, lines } = await start(folder, ['--config', 'nowhere.yaml'])
    const right =
      status === 1 && lines.some(line => /^nowhere\.yaml:1: /.test(line)) && !existsSync(join(folder, 'data'))
    report.require('missing file', right, lines[0] ?? 'nothing')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** It must end by itself; a program that started would be stopped by the time limit and answer no exit code. */
async function start(folder: string, args: readonly string[]): Promise<{ status: number | null; lines: string[] }> {
  const env = { PATH: process.env.PATH }
  const child = spawn(process.execPath, [program, 'up', '--port', '0', ...args], { cwd: folder, timeout: 60_000, env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const status = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { status, lines: said.split('\n').filter(Boolean) }
}
