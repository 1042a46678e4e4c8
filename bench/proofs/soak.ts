import type { Bench } from '../bench.ts'
import { quantile, type Report } from '../report.ts'
import { residentOverTime } from '../resident-over-time.ts'

export const soak: Bench = {
  name: 'soak',
  shows: 'it does not grow with time',
  quick: report => run(report, 0.1),
  proof: report => run(report, Number(process.env.SOAK_MINUTES ?? 60)),
}

/** Growth from the time the program has found its size until the end. */
async function run(report: Report, minutes: number): Promise<void> {
  const readings = await residentOverTime(500, minutes * 60, minute =>
    report.progress(`${minute} of ${minutes} minutes`),
  )
  const part = Math.floor(readings.length / 6)
  const early = quantile(readings.slice(part, 2 * part), 0.5)
  const late = quantile(readings.slice(-part), 0.5)
  report.figure(`500 services for ${minutes} min: after a sixth of the time`, early, 'MB')
  report.figure('at the end', late, 'MB')
  report.figure('growth between, by the hour', ((late - early) / early) * 100 * (60 / (minutes * (2 / 3))), '%', {
    at_most: 2,
  })
}
