import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** One line to stand under every table: figures mean nothing without it. */
export function machineLine(): string {
  const [cpu] = cpus()
  const gib = Math.round(totalmem() / 2 ** 30)
  return `${cpu?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores, ${gib} GiB, Linux ${release()}, Node ${process.versions.node}, the fixed loop took ${calibrationMs().toFixed(0)} ms`
}

const rounds = 100_000_000

/**
 * Processor time of one fixed loop of integers, in ms: how fast one core of this machine is today. Figures of two machines, or of
 * two days, are compared by it; limits are ratios to something that was measured in the same run.
 */
export function calibrationMs(): number {
  const before = process.cpuUsage()
  let state = 1
  for (let round = 0; round < rounds; round++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
  }
  if (state === 0) throw new Error('xorshift never reaches zero')
  return process.cpuUsage(before).user / 1_000
}

const ticksPerSecond = 100

/** Seconds of processor time that a process and its threads have used (all of them, user and system). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Resident memory in MB of 1,048,576 bytes. */
export function residentMb(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(line?.[1]) / 1024
}

/** Bytes that a process caused to be written to disk. 0 on a file system in memory. */
export function writtenBytes(pid: number): number {
  return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1])
}
