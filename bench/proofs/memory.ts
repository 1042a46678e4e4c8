import type { Bench } from '../bench.ts'
import { quantile, type Report } from '../report.ts'
import { residentOverTime } from '../resident-over-time.ts'

export const memory: Bench = {
  name: 'memory',
  shows: 'it stays small, with many services too',
  quick: report => sizes(report, [{ services: 0, seconds: 2, at_most: 110 }]),
  proof: report =>
    sizes(report, [
      { services: 0, seconds: 120, at_most: 110 },
      { services: 500, seconds: 300, at_most: 150 },
      { services: 5_000, seconds: 300, at_most: 320 },
    ]),
}

type Size = { readonly services: number; readonly seconds: number; readonly at_most: number }

async function sizes(report: Report, wanted: readonly Size[]): Promise<void> {
  for (const { services, seconds, at_most } of wanted) {
    const readings = await residentOverTime(services, seconds)
    const name = services === 0 ? 'nothing to watch' : `${services} services every 20 s`
    report.figure(`${name}: resident after ${seconds} s`, quantile(readings.slice(-5), 0.5), 'MB', { at_most })
    report.figure(`${name}: highest`, Math.max(...readings), 'MB')
  }
}
