import { setTimeout as pause } from 'node:timers/promises'
import { configText, numbered, withVigie } from './lookout.ts'
import { residentMb } from './machine.ts'
import { startBenchTarget } from './target/start-target.ts'

/** Resident memory in MB of a program that checks so many services every 20 s, read every second. */
export async function residentOverTime(
  services: number,
  seconds: number,
  tell?: (minute: number) => void,
): Promise<number[]> {
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
