import { statfs } from 'node:fs/promises'
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Type } from 'typebox'
import { defineSourceKind } from './reading/source-kind.ts'

let delays: ReturnType<typeof monitorEventLoopDelay> | undefined
let before: { readonly at: number; readonly cpu: NodeJS.CpuUsage } | undefined

export const system = defineSourceKind({
  kind: 'system',
  summary: 'This machine and this program: processor, memory, disk, event loop',
  every_s: 30,
  schema: Type.Object({
    disk: Type.Optional(
      Type.String({ minLength: 1, maxLength: 400, description: 'A folder on the disk; / when left out.' }),
    ),
  }),
  read: async ({ disk = '/' }, { now }) => {
    const { blocks, bavail } = await statfs(disk).catch(() => ({ blocks: 0, bavail: 0 }))
    const values: readonly (readonly [name: string, value: number, unit: string])[] = [
      ['load_percent', ((loadavg()[0] ?? 0) / availableParallelism()) * 100, 'percent'],
      ['memory_percent', (1 - freemem() / totalmem()) * 100, 'percent'],
      ...(blocks === 0 ? [] : [['disk_percent', (1 - bavail / blocks) * 100, 'percent'] as const]),
      ['process_cpu_percent', cpuPercent(now), 'percent'],
      ['process_memory_bytes', process.memoryUsage.rss(), 'bytes'],
      ['event_loop_p99_ms', delayMs(), 'milliseconds'],
    ]
    const points = values.map(([name, value, unit]) => {
      return {
        name,
        labels: {},
        at: now,
        value: Math.round(value * 100) / 100,
        unit,
        time_text: null,
        time_form: 'now',
      } as const
    })
    return { points, problems: [] }
  },
})

/** Since the last reading. */
function cpuPercent(now: number): number {
  const cpu = process.cpuUsage()
  const last = before
  before = { at: now, cpu }
  if (!last || now <= last.at) return 0
  return (cpu.user + cpu.system - last.cpu.user - last.cpu.system) / 10 / (now - last.at)
}

/** Measured from the first reading on. */
function delayMs(): number {
  if (!delays) {
    delays = monitorEventLoopDelay({ resolution: 20 })
    delays.enable()
    return 0
  }
  const p99 = delays.percentile(99) / 1e6
  delays.reset()
  return Number.isFinite(p99) ? p99 : 0
}
