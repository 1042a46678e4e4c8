import { describe, test } from 'node:test'
import { benches } from './benches.ts'
import { Report } from './report.ts'

// The short forms, for their answers alone: how fast this machine is while it runs other tests decides nothing here.
// They mostly wait, so two run at a time.
describe('the short form of', { concurrency: 2 }, () => {
  // These judge speed and size, which only a machine that does nothing else can tell.
  const figures = ['monitor', 'load', 'memory', 'soak']
  for (const { name, shows, quick } of benches.filter(bench => !figures.includes(bench.name))) {
    test(`${name}: ${shows}`, async t => {
      const report = new Report({ strict: false, say: line => t.diagnostic(line) })
      await quick(report)
      if (report.failed) throw new Error(report.table())
    })
  }
})
