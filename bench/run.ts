import { mkdirSync, writeFileSync, writeSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Bench } from './bench.ts'
import { benches } from './benches.ts'
import { machineLine } from './machine.ts'
import { Report } from './report.ts'

// npm run bench                       every measurement, in short
// npm run bench -- --proof            the long forms
// npm run bench -- monitor uptime     some of them, by name
// npm run bench -- --proof --write    keeps the tables in bench/figures, one file per measurement
const names = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const long = process.argv.includes('--proof')
const keeps = process.argv.includes('--write')
// What else the machine was doing is part of every figure.
const loadBefore = loadavg()[0]?.toFixed(1)
const unknown = names.filter(name => !benches.some(bench => bench.name === name))
const chosen = benches.filter(bench => names.length === 0 || names.includes(bench.name))
// Written at once: a measurement that starves its own event loop must still be readable.
const say = (line: string) => void writeSync(1, `${line}\n`)

if (unknown.length > 0) {
  say(`there is no measurement ${unknown.join(', ')}; there are: ${benches.map(bench => bench.name).join(' ')}`)
  process.exitCode = 1
} else {
  process.exitCode = (await runAll(chosen)) ? 0 : 1
}

async function runAll(chosen: readonly Bench[]): Promise<boolean> {
  const tables: string[] = []
  let good = true
  for (const bench of chosen) {
    say(`\n${bench.name}: ${bench.shows}`)
    const report = new Report({ strict: true, say })
    const begun = performance.now()
    try {
      await (long ? bench.proof(report) : bench.quick(report))
    } catch (failure) {
      report.require('it ran to its end', false, inspect(failure))
    }
    const minutes = (performance.now() - begun) / 60_000
    good &&= !report.failed
    const text = `## ${bench.name}\n\n${bench.shows} (${minutes.toFixed(1)} min)\n\n${report.table()}\n`
    tables.push(text)
    if (keeps) keep(bench.name, `${text.slice(1)}\n${underTheTable()}\n`)
  }
  say(`\n${tables.join('\n')}\n${underTheTable()}`)
  return good
}

function underTheTable(): string {
  const day = new Date().toISOString().slice(0, 10)
  return `${machineLine()}, load ${loadBefore} before it began, ${day}, ${long ? 'long' : 'short'} form`
}

function keep(name: string, text: string): void {
  const folder = join(import.meta.dirname, 'figures')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${name}.md`), text)
}
