import { providerStates } from '../../contracts/providers.ts'
import type { StoredProvider } from './provider.ts'

type Counts = readonly { readonly id: string; readonly polls: number; readonly failed: number }[]

/** Prometheus text. */
export function providerMetrics(providers: readonly StoredProvider[], counts: Counts, now: number): string {
  const states = providers.flatMap(({ id, state }) =>
    providerStates.map(one => `vigie_provider_state{provider="${id}",state="${one}"} ${one === state ? 1 : 0}`),
  )
  const ages = providers.flatMap(({ id, verified_at }) =>
    verified_at === null
      ? []
      : [`vigie_provider_age_seconds{provider="${id}"} ${((now - Date.parse(verified_at)) / 1000).toFixed(1)}`],
  )
  const failing = providers.map(
    ({ id, failing_since }) => `vigie_provider_failing{provider="${id}"} ${failing_since === null ? 0 : 1}`,
  )
  return [
    ...family('vigie_provider_state', 'gauge', '1 for the state that the provider is in.', states),
    ...family('vigie_provider_age_seconds', 'gauge', 'Since its answer could last be read.', ages),
    ...family('vigie_provider_failing', 'gauge', '1 while its answers cannot be read.', failing),
    ...family(
      'vigie_provider_polls_total',
      'counter',
      'Times it was asked.',
      counts.map(({ id, polls }) => `vigie_provider_polls_total{provider="${id}"} ${polls}`),
    ),
    ...family(
      'vigie_provider_poll_failures_total',
      'counter',
      'Times its answer could not be read.',
      counts.map(({ id, failed }) => `vigie_provider_poll_failures_total{provider="${id}"} ${failed}`),
    ),
    '',
  ].join('\n')
}

const family = (name: string, type: string, help: string, lines: readonly string[]): string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
  ...lines,
]
