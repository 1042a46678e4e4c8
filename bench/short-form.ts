import { test } from 'node:test'
import type { Bench } from './bench.ts'
import { Report } from './report.ts'

/** The short form as a test, for its answers alone: how fast this machine is beside other tests decides nothing. */
export function shortForm({ name, shows, quick }: Bench): void {
  test(`${name}: ${shows}`, async t => {
    const report = new Report({ strict: false, say: line => t.diagnostic(line) })
    await quick(report)
    if (report.failed) throw new Error(report.table())
  })
}

/** They give figures; whatever could be wrong with what they measure is a test elsewhere. */
export const figuresOnly: ReadonlySet<string> = new Set([
  'monitor',
  'memory',
  'soak',
  'pages',
  'console',
  'flags',
  'telemetry',
])
/** They start no program but calculate without a pause: in the same process nothing else would have its turn. */
export const calculations: ReadonlySet<string> = new Set(['uptime', 'surges', 'anomalies'])
