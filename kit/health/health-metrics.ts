import type { ProcessHealth } from './service-health.ts'

/** Prometheus text. */
export function healthMetrics({ services, disk }: ProcessHealth): string {
  const lines = [
    '# HELP vigie_service_healthy 1 while the service can do its work.',
    '# TYPE vigie_service_healthy gauge',
    ...[...services].map(([name, { status }]) => {
      const value = status === 'ok' || status === 'degraded' ? 1 : 0
      return `vigie_service_healthy{service="${name}"} ${value}`
    }),
  ]
  if (disk) {
    lines.push(
      '# HELP vigie_disk_free_bytes What is left of the disk with the data.',
      '# TYPE vigie_disk_free_bytes gauge',
      `vigie_disk_free_bytes ${disk.free}`,
      '# HELP vigie_disk_size_bytes Size of the disk with the data.',
      '# TYPE vigie_disk_size_bytes gauge',
      `vigie_disk_size_bytes ${disk.size}`,
    )
  }
  return lines.join('\n')
}
