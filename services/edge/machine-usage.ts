import { statfs } from 'node:fs/promises'
import { cpus, freemem, totalmem } from 'node:os'
import { gauge } from '../../kit/metrics/metrics.ts'
import type { Context } from '../../kit/service/service.ts'

/** As the exporters of the field name it, each under both of its names. */
const families = {
  cpu_usage: gauge('Processor of this machine in use, per cent'),
  ram_usage: gauge('Memory of this machine in use, per cent'),
  edge_cpu_usage: gauge('Processor of the edge in use, per cent'),
  edge_memory_usage: gauge('Memory of the edge in use, per cent'),
  edge_disk_usage: gauge('Disk of the data folder in use, per cent'),
}

type CpuTimes = { readonly idle: number; readonly total: number }

/** Between two scrapes that are nearer to each other nothing can be told from the clock of the kernel. */
const shortestMs = 500

/** How busy the machine is on which this runs. */
export function measureMachine({ metrics, clock, data_directory }: Context): void {
  let before = { times: cpuTimes(), at: clock.monotonic() }
  let cpu = 0
  metrics.read(families, async () => {
    const at = clock.monotonic()
    if (at - before.at >= shortestMs) {
      const times = cpuTimes()
      const total = times.total - before.times.total
      cpu = total > 0 ? 100 * (1 - (times.idle - before.times.idle) / total) : cpu
      before = { times, at }
    }
    const memory = 100 * (1 - freemem() / totalmem())
    const { blocks, bfree, bavail } = await statfs(data_directory)
    const used = blocks - bfree
    return {
      cpu_usage: cpu,
      ram_usage: memory,
      edge_cpu_usage: cpu,
      edge_memory_usage: memory,
      edge_disk_usage: used + bavail > 0 ? (100 * used) / (used + bavail) : 0,
    }
  })
}

function cpuTimes(): CpuTimes {
  const all = cpus().map(({ times }) => times)
  const idle = all.reduce((sum, one) => sum + one.idle, 0)
  const total = all.reduce((sum, { user, nice, sys, idle: unused, irq }) => sum + user + nice + sys + unused + irq, 0)
  return { idle, total }
}
