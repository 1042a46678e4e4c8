import { states } from '../reading/vocabulary.ts'

export const stateOf = states({
  operational: 'operational',
  degraded: 'degraded',
  downtime: 'major_outage',
  down: 'major_outage',
  unavailable: 'major_outage',
  maintenance: 'maintenance',
  under_maintenance: 'maintenance',
  not_monitored: 'unknown',
})
