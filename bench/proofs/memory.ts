import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '../bench.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import { residentMb } from '../machine.ts'
import { quantile, type Report } from '../report.ts'
import { startBenchTarget } from '../target/start-target.ts'

export const memory: Bench = {
  name: 'memory',
  shows: 'it stays small, with many services and after a long time',
  quick: report => sizes(report, [{ services: 0, seconds: 2, at_most: 110 }]),
  proof: async report => {
    await sizes(report, [
      { services: 0, seconds: 120, at_most: 110 },
      { services: 500, seconds: 300, at_most: 150 },
      { services: 5_000, seconds: 300, at_most: 320 },
    ])
    await soak(report, Number(process.env.SOAK_MINUTES ?? 60))
  },
}

type Size = { readonly services: number; readonly seconds: number; readonly at_most: number }

async function sizes(report: Report, wanted: readonly Size[]): Promise<void> {
  for (const { services, seconds, at_most } of wanted) {
    const readings = await watch(services, seconds)
    const name = services === 0 ? 'nothing to watch' : `${services} services every 20 s`
    report.figure(`${name}: resident after ${seconds} s`, quantile(readings.slice(-5), 0.5), 'MB', { at_most })
    report.figure(`${name}: highest`, Math.max(...readings), 'MB')
  }
}

/** Growth from the time the program has found its size until the end. */
async function soak(report: Report, minutes: number): Promise<void> {
  const readings = await watch(500, minutes * 60, minute => report.progress(`${minute} of ${minutes} minutes`))
  const part = Math.floor(readings.length / 6)
  const early = quantile(readings.slice(part, 2 * part), 0.5)
  const late = quantile(readings.slice(-part), 0.5)
  report.figure(`500 services for ${minutes} min: after a sixth of the time`, early, 'MB')
  report.figure('at the end', late, 'MB')
  report.figure('growth between, by the hour', ((late - early) / early) * 100 * (60 / (minutes * (2 / 3))), '%', {
    at_most: 2,
  })
}

/** Resident memory, read every second. */
async function watch(services: number, seconds: number, tell?: (minute: number) => void): Promise<number[]> {
  const target = await startBenchTarget()
  const config = configText({ services: numbered(services, target.urlOf), monitoring: 'check_interval: 20' })
  try {
    return await withVigie(services === 0 ? {} : { config }, async vigie => {
      const readings: number[] = []
      for (let second = 0; second < seconds; second++) {
        await pause(1_000)
        readings.push(residentMb(vigie.pid))
        if (second % 600 === 599) tell?.((second + 1) / 60)
      }
      return readings
    })
  } finally {
    await target.stop()
  }
}
