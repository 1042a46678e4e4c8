import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds, residentMb, writtenBytes } from './machine.ts'

/** What some processes used together over a while. */
export type Usage = {
  readonly seconds: number
  /** 1 is one core, all the time. */
  readonly cores: number
  readonly resident_mb: number
  readonly written_bytes: number
}

export async function usageOf(pids: readonly number[], seconds: number): Promise<Usage> {
  const sum = (figure: (pid: number) => number) => pids.reduce((total, pid) => total + figure(pid), 0)
  const begun = performance.now()
  const cpu = sum(cpuSeconds)
  const written = sum(writtenBytes)
  await pause(seconds * 1_000)
  const passed = (performance.now() - begun) / 1_000
  return {
    seconds: passed,
    cores: (sum(cpuSeconds) - cpu) / passed,
    resident_mb: sum(residentMb),
    written_bytes: sum(writtenBytes) - written,
  }
}
