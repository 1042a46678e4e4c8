import { counter, gauge, type Metrics } from '../../kit/metrics/metrics.ts'
import type { Clock } from '../../kit/runtime/clock.ts'
import type { ChangeRecorder } from './evaluation/state-writer.ts'
import type { ResultJournal } from './results/result-journal.ts'
import type { CheckRunner } from './scheduling/check-runner.ts'
import type { WatchedCheck, WatchedChecks } from './scheduling/check-runtime.ts'

type Measured = {
  readonly checks: WatchedChecks
  readonly runner: CheckRunner
  readonly journal: ResultJournal
  readonly recorder: ChangeRecorder
  readonly isBlind: () => boolean
  readonly clock: Clock
}

const dayMs = 86_400_000

export function declareMetrics(metrics: Metrics, measured: Measured): void {
  const { checks, runner, journal, recorder, isBlind } = measured
  declarePerCheck(metrics, measured)
  metrics.read(
    {
      vigie_checks: gauge('Checks that are watched.'),
      vigie_looks_in_flight: gauge('Looks that have begun and not ended.'),
      vigie_slots_missed_total: counter('Slots that passed while nothing ran.'),
      vigie_slots_skipped_total: counter('Slots that came while the check was still looked at.'),
      vigie_results_unwritten: gauge('Results that wait to be stored.'),
      vigie_results_lost_total: counter('Results that found no room.'),
      vigie_changes_unwritten: gauge('Changes of state that wait to be stored.'),
      vigie_lookout_blind: gauge('1 while the lookout itself is cut off.'),
    },
    () => ({
      vigie_checks: checks.size,
      vigie_looks_in_flight: runner.in_flight,
      vigie_slots_missed_total: runner.missed,
      vigie_slots_skipped_total: runner.skipped,
      vigie_results_unwritten: journal.unwritten,
      vigie_results_lost_total: journal.lost,
      vigie_changes_unwritten: recorder.waiting,
      vigie_lookout_blind: isBlind() ? 1 : 0,
    }),
  )
}

/** One reading for each family: with ten thousand checks all at once would keep the next look waiting. */
function declarePerCheck(metrics: Metrics, { checks, clock }: Measured): void {
  const each = (value: (watched: WatchedCheck) => number | null) =>
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
  metrics.read({ vigie_check_looks_total: counter('Looks since the start.') }, () => ({
    vigie_check_looks_total: each(({ looks }) => looks),
  }))
  metrics.read({ vigie_check_failures_total: counter('Looks that saw it degraded or down.') }, () => ({
    vigie_check_failures_total: each(({ failures }) => failures),
  }))
}

const labelsOf = ({ check }: WatchedCheck) => ({
  check: check.definition.name,
  kind: check.kind.kind,
  component: check.slug,
})
