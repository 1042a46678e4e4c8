import { providerStates } from '../../contracts/providers.ts'
import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { StoredProvider } from './registry/provider.ts'

type Counts = readonly { readonly id: string; readonly polls: number; readonly failed: number }[]

type Known = {
  readonly followed: () => Promise<readonly StoredProvider[]>
  readonly counts: () => Counts
  readonly now: () => number
}

export function declareMetrics(metrics: Metrics, { followed, counts, now }: Known): void {
  metrics.read(
    {
      vigie_provider_state: gauge('1 for the state that the provider is in.'),
      vigie_provider_age_seconds: gauge('Since its answer could last be read.'),
      vigie_provider_failing: gauge('1 while its answers cannot be read.'),
      vigie_provider_polls_total: counter('Times it was asked.'),
      vigie_provider_poll_failures_total: counter('Times its answer could not be read.'),
    },
    async () => {
      const providers = await followed()
      const verified = providers.filter(({ verified_at }) => verified_at !== null)
      return {
        vigie_provider_state: providers.flatMap(({ id, state: present }) =>
          providerStates.map(state => ({ labels: { provider: id, state }, value: state === present ? 1 : 0 })),
        ),
        vigie_provider_age_seconds: verified.map(({ id, verified_at }) => ({
          labels: { provider: id },
          value: (now() - Date.parse(verified_at ?? '')) / 1000,
        })),
        vigie_provider_failing: providers.map(({ id, failing_since }) => ({
          labels: { provider: id },
          value: failing_since === null ? 0 : 1,
        })),
        vigie_provider_polls_total: counts().map(({ id, polls }) => ({ labels: { provider: id }, value: polls })),
        vigie_provider_poll_failures_total: counts().map(({ id, failed }) => ({
          labels: { provider: id },
          value: failed,
        })),
      }
    },
  )
}
