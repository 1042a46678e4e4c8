import type { ComponentStore } from './component-store.ts'
import type { StatisticsStore } from './statistics-store.ts'

const impacts = ['none', 'minor', 'major', 'critical'] as const

/** Prometheus text. */
export async function metrics(statistics: StatisticsStore, components: ComponentStore): Promise<string> {
  const open = await statistics.openByImpact()
  const total = await statistics.count()
  const statuses = await components.statuses()
  return [
    '# HELP vigie_incidents_open Incidents that are not resolved.',
    '# TYPE vigie_incidents_open gauge',
    ...impacts.map(impact => `vigie_incidents_open{impact="${impact}"} ${open.get(impact) ?? 0}`),
    '# HELP vigie_incidents_total Incidents since the beginning.',
    '# TYPE vigie_incidents_total counter',
    `vigie_incidents_total ${total}`,
    '# HELP vigie_component_status The present status of each component.',
    '# TYPE vigie_component_status gauge',
    ...statuses.map(({ slug, status }) => `vigie_component_status{component="${label(slug)}",status="${status}"} 1`),
    '',
  ].join('\n')
}

const label = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
