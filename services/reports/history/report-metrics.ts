import { gauge, type Metrics } from '../../../kit/metrics/metrics.ts'

const fates = ['counted', 'repeated', 'sampled', 'trapped'] as const
type Fate = (typeof fates)[number]

const levels = ['none', 'possible', 'likely'] as const
type Level = (typeof levels)[number]

/** `current`: the level of each component. Answers what counts a report. */
export function declareMetrics(metrics: Metrics, current: () => readonly Level[]): (became: Fate) => void {
  const reports = metrics.counter({
    name: 'vigie_reports_total',
    help: 'Reports of people by what became of them.',
    labels: ['became'],
  })
  for (const became of fates) reports.inc({ became }, 0)
  metrics.read({ vigie_report_levels: gauge('Components by what their reports say of them.') }, () => {
    const present = current()
    return {
      vigie_report_levels: levels.map(level => ({
        labels: { level },
        value: present.filter(one => one === level).length,
      })),
    }
  })
  return became => reports.inc({ became })
}
