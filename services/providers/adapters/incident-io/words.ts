import type { ProviderState } from '../../../../contracts/providers.ts'
import type { ReadContext } from '../reading/adapter.ts'
import { phases, states } from '../reading/vocabulary.ts'

export const stateOf = states({
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'partial_outage',
  full_outage: 'major_outage',
  under_maintenance: 'maintenance',
})

export const phaseOf = phases({
  investigating: 'investigating',
  identified: 'identified',
  monitoring: 'monitoring',
  resolved: 'resolved',
  maintenance_scheduled: 'scheduled',
  maintenance_in_progress: 'in_progress',
  maintenance_complete: 'completed',
})

/** The worst of what it does to the components it names. */
export function impactOf(words: readonly string[], context: ReadContext): ProviderState {
  const order: readonly ProviderState[] = ['major_outage', 'partial_outage', 'degraded', 'unknown', 'maintenance']
  const found = words.map(word => stateOf(word, context))
  return order.find(state => found.includes(state)) ?? 'operational'
}
