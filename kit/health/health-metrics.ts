import { gauge, Metrics } from '../metrics/metrics.ts'
import type { ProcessHealth } from './service-health.ts'

export function healthMetrics(read: () => ProcessHealth): Metrics {
  const metrics = new Metrics()
  metrics.read(
    {
      vigie_service_healthy: gauge('1 while the service can do its work.'),
      vigie_disk_free_bytes: gauge('What is left of the disk with the data.'),
      vigie_disk_size_bytes: gauge('Size of the disk with the data.'),
    },
    () => {
      const { services, disk } = read()
      return {
        vigie_service_healthy: [...services].map(([service, { status }]) => ({
          labels: { service },
          value: status === 'ok' || status === 'degraded' ? 1 : 0,
        })),
        vigie_disk_free_bytes: disk?.free ?? [],
        vigie_disk_size_bytes: disk?.size ?? [],
      }
    },
  )
  return metrics
}
