import { execFile } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { seeded } from '../kit/testing/hostile-bus.ts'
import { findProgram } from '../kit/testing/programs.ts'
import type { Bench } from './bench.ts'
import type { Report } from './report.ts'

export const orderFiles: Bench = {
  name: 'order-files',
  shows:
    'the transformer of the order chain on a large file: every row is counted, in little memory; beside its edition in Python',
  quick: report => run(report, { rows: 20_000, limits: {} }),
  proof: report => run(report, { rows: 2_700_000, limits: { mb_per_cpu_s: 30, mib: 180 } }),
}

type Plan = { readonly rows: number; readonly limits: { readonly mb_per_cpu_s?: number; readonly mib?: number } }
type Counts = { rows_in: number; clean: number; duplicate: number; rejected: number; blank: number }
type Measured = { readonly counts: Counts; readonly cpu_s: number; readonly mib: number }

const folder = join(import.meta.dirname, '..', 'functions')
const node = `
const { transform } = require(process.argv[1] + '/transform.js')
const [, , input, output, rejects] = process.argv
const counts = transform({ input, output, rejects, processed_date: '2024-11-06 08:00:00', process_by: 'US1' })
const { user, system } = process.cpuUsage()
console.log(JSON.stringify({ counts, cpu_s: (user + system) / 1e6, mib: process.resourceUsage().maxRSS / 1024 }))`
const python = `
import json, resource, sys
sys.path.insert(0, sys.argv[1])
from transform import transform
counts = transform(*sys.argv[2:5], "2024-11-06 08:00:00", "US1")
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"counts": counts, "cpu_s": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / 1024}))`

async function run(report: Report, { rows, limits }: Plan): Promise<void> {
  const place = mkdtempSync(join(tmpdir(), 'vigie-orders-'))
  const input = join(place, 'input.csv')
  try {
    const wanted = writeOrders(input, rows)
    const megabytes = statSync(input).size / 1e6
    const files = (name: string) => [input, join(place, `${name}.csv`), join(place, `${name}-rejects.csv`)]
    const switches = ['--max-semi-space-size=8', '-e', node, join(folder, 'file-transformer')]
    const ours = await measured(process.execPath, [...switches, ...files('node')])
    requireCounts(report, 'every row is counted once', ours.counts, wanted)
    const { mb_per_cpu_s, mib } = limits
    const at_least = mb_per_cpu_s === undefined ? {} : { at_least: mb_per_cpu_s }
    report.figure(`a file of ${Math.round(megabytes)} MB`, megabytes / ours.cpu_s, 'MB a second of a core', at_least)
    report.figure('memory', ours.mib, 'MiB', mib === undefined ? {} : { at_most: mib })
    const interpreter = await findProgram('python3', { packages: ['python3'] })
    if (!interpreter) return report.fact('beside its edition in Python', 'skipped: there is no Python here')
    const theirs = await measured(interpreter, [
      '-c',
      python,
      join(folder, 'python', 'file-transformer'),
      ...files('python'),
    ])
    requireCounts(report, 'the edition in Python counts the same', theirs.counts, wanted)
    report.figure('the edition in Python', megabytes / theirs.cpu_s, 'MB a second of a core')
  } finally {
    rmSync(place, { recursive: true })
  }
}

async function measured(program: string, args: readonly string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: 600_000 })
  return JSON.parse(stdout) as Measured
}

function requireCounts(report: Report, what: string, found: Counts, wanted: Counts): void {
  const text = (counts: Counts) => Object.values(counts).join(' ')
  report.require(what, text(found) === text(wanted), `${text(found)}, wanted ${text(wanted)}`)
}

/** Orders of which it is known what will become of each. */
function writeOrders(file: string, rows: number): Counts {
  const random = seeded(7)
  const counts = { rows_in: rows, clean: 0, duplicate: 0, rejected: 0, blank: 0 }
  const descriptor = openSync(file, 'w')
  let text = 'order_id,product,quantity,customer,city,note\n'
  for (let at = 1; at <= rows; at++) {
    const kind = random()
    const order = (id: number, quantity: string, note = 'a plain note with some text') =>
      `${id},chAise Modele ${at % 1_000},${quantity},Client Numero ${at % 5_000},Paris,${note}\n`
    if (kind < 0.005) {
      counts.blank++
      text += '\n'
    } else if (kind < 0.02) {
      counts.rejected++
      text += order(at, 'beaucoup')
    } else if (kind < 0.05 && at > 1 && counts.clean > 0) {
      counts.duplicate++
      text += order(1_000_000_000, '1')
    } else {
      counts.clean++
      text += order(at, String(at % 99), kind < 0.07 ? '"a ""quoted""\nnote"' : undefined)
    }
    if (at === 1) {
      // What duplicates repeat.
      counts.rows_in++
      counts.clean++
      text += order(1_000_000_000, '1')
    }
    if (text.length > 2 ** 20) {
      writeSync(descriptor, text)
      text = ''
    }
  }
  writeSync(descriptor, text)
  closeSync(descriptor)
  return counts
}
