import { counter, gauge, type Metrics } from '../../../kit/metrics/metrics.ts'
import type { ComponentStore } from '../components/component-store.ts'
import type { StatisticsStore } from './statistics-store.ts'

const impacts = ['none', 'minor', 'major', 'critical'] as const

export function declareMetrics(metrics: Metrics, statistics: StatisticsStore, components: ComponentStore): void {
  metrics.read(
    {
      vigie_incidents_open: gauge('Incidents that are not resolved.'),
      vigie_incidents_total: counter('Incidents since the beginning.'),
      vigie_component_status: gauge('The present status of each component.'),
    },
    async () => {
      const open = await statistics.openByImpact()
      const statuses = await components.statuses()
      return {
        vigie_incidents_open: impacts.map(impact => ({ labels: { impact }, value: open.get(impact) ?? 0 })),
        vigie_incidents_total: await statistics.count(),
        vigie_component_status: statuses.map(({ slug, status }) => ({ labels: { component: slug, status }, value: 1 })),
      }
    },
  )
}
