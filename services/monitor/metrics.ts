import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Engine } from './engine.ts'
import type { CheckRuntime } from './scheduling/check-runtime.ts'

type Measured = Pick<Context, 'clock'> & Pick<Engine, 'checks' | 'runner' | 'journal' | 'stateWriter' | 'guard'>

const dayMs = 86_400_000

export function declareMetrics(metrics: Metrics, measured: Measured): void {
  const { checks, runner, journal, stateWriter, guard } = measured
  declarePerCheck(metrics, measured)
  metrics.read(
    {
      vigie_checks: gauge('Active checks.'),
      vigie_looks_in_flight: gauge('Probes in flight.'),
      vigie_slots_missed_total: counter('Slots that passed while nothing ran.'),
      vigie_slots_skipped_total: counter('Slots that came while a probe of the check was in flight.'),
      vigie_results_unwritten: gauge('Results that wait to be stored.'),
      vigie_results_lost_total: counter('Results that found no room.'),
      vigie_changes_unwritten: gauge('Changes of state that wait to be stored.'),
      vigie_lookout_blind: gauge('1 while Vigie itself has no connection.'),
    },
    () => ({
      vigie_checks: checks.size,
      vigie_looks_in_flight: runner.in_flight,
      vigie_slots_missed_total: runner.missed,
      vigie_slots_skipped_total: runner.skipped,
      vigie_results_unwritten: journal.unwritten,
      vigie_results_lost_total: journal.lost,
      vigie_changes_unwritten: stateWriter.waiting,
      vigie_lookout_blind: guard.isOffline() ? 1 : 0,
    }),
  )
}

/** One reading for each family: with ten thousand checks all at once would keep the next probe waiting. */
function declarePerCheck(metrics: Metrics, { checks, clock }: Measured): void {
  const each = (value: (watched: CheckRuntime) => number | null) =>
    checks.ordered().flatMap(watched => {
      const found = value(watched)
      return found === null ? [] : [{ labels: labelsOf(watched), value: found }]
    })
  metrics.read({ vigie_check_up: gauge('1 while the check is up or degraded.') }, () => ({
    vigie_check_up: each(({ state: { state } }) => (state === 'up' || state === 'degraded' ? 1 : 0)),
  }))
  metrics.read({ vigie_check_state: gauge('1, with the present state as a label.') }, () => ({
    vigie_check_state: checks
      .ordered()
      .map(watched => ({ labels: { ...labelsOf(watched), state: watched.state.state }, value: 1 })),
  }))
  metrics.read({ vigie_check_response_seconds: gauge('How long the last answer took.') }, () => ({
    vigie_check_response_seconds: each(({ last }) => (last?.response_ms == null ? null : last.response_ms / 1000)),
  }))
  metrics.read({ vigie_check_certificate_days: gauge('Days until the certificate ends.') }, () => ({
    vigie_check_certificate_days: each(({ certificate_ends: ends }) =>
      ends === null ? null : Math.round(((ends - clock.now()) / dayMs) * 100) / 100,
    ),
  }))
  metrics.read({ vigie_check_looks_total: counter('Results since the start.') }, () => ({
    vigie_check_looks_total: each(({ results }) => results),
  }))
  metrics.read({ vigie_check_failures_total: counter('Results that were degraded or down.') }, () => ({
    vigie_check_failures_total: each(({ failures }) => failures),
  }))
}

const labelsOf = ({ check }: CheckRuntime) => ({
  check: check.definition.name,
  kind: check.kind.kind,
  component: check.slug,
})
