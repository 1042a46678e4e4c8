import type { Clock } from '../../kit/clock.ts'
import type { Histogram } from './histogram.ts'
import type { ChangeRecorder } from './record-changes.ts'
import type { ResultJournal } from './result-journal.ts'
import type { CheckRunner } from './run-checks.ts'
import type { WatchedCheck, WatchedChecks } from './watched-check.ts'

export type Measured = {
  readonly checks: WatchedChecks
  readonly runner: CheckRunner
  readonly journal: ResultJournal
  readonly recorder: ChangeRecorder
  readonly isBlind: () => boolean
  readonly clock: Clock
}

const dayMs = 86_400_000
const checksAtOnce = 200

/** Prometheus text. Ten thousand checks are a few megabytes: written in slices, so that no look waits for it. */
export async function metricsText({ checks, runner, journal, recorder, isBlind, clock }: Measured): Promise<string> {
  const perCheck = await writePerCheck(checks.ordered(), clock.now())
  return [
    ...perCheck,
    ...family('vigie_checks', 'gauge', 'Checks that are watched.', [['', checks.size]]),
    ...family('vigie_looks_in_flight', 'gauge', 'Looks that have begun and not ended.', [['', runner.in_flight]]),
    ...family('vigie_slots_missed_total', 'counter', 'Slots that passed while nothing ran.', [['', runner.missed]]),
    ...family('vigie_slots_skipped_total', 'counter', 'Slots that came while the check was still looked at.', [
      ['', runner.skipped],
    ]),
    ...histogram('vigie_look_lateness_seconds', 'How late looks begin.', runner.lateness),
    ...family('vigie_results_unwritten', 'gauge', 'Results that wait to be stored.', [['', journal.unwritten]]),
    ...family('vigie_results_lost_total', 'counter', 'Results that found no room.', [['', journal.lost]]),
    ...family('vigie_changes_unwritten', 'gauge', 'Changes of state that wait to be stored.', [['', recorder.waiting]]),
    ...family('vigie_lookout_blind', 'gauge', '1 while the lookout itself is cut off.', [['', isBlind() ? 1 : 0]]),
    '',
  ].join('\n')
}

async function writePerCheck(checks: readonly WatchedCheck[], now: number): Promise<string[]> {
  const up: string[] = []
  const state: string[] = []
  const response: string[] = []
  const certificate: string[] = []
  const looks: string[] = []
  const failures: string[] = []
  for (const [index, watched] of checks.entries()) {
    const labels = labelsOf(watched)
    const present = watched.state.state
    up.push(`vigie_check_up{${labels}} ${present === 'up' || present === 'degraded' ? 1 : 0}`)
    state.push(`vigie_check_state{${labels},state="${present}"} 1`)
    const { last, certificate_ends } = watched
    if (last && last.response_ms !== null) {
      response.push(`vigie_check_response_seconds{${labels}} ${last.response_ms / 1000}`)
    }
    if (certificate_ends !== null) {
      certificate.push(`vigie_check_certificate_days{${labels}} ${((certificate_ends - now) / dayMs).toFixed(2)}`)
    }
    looks.push(`vigie_check_looks_total{${labels}} ${watched.looks}`)
    failures.push(`vigie_check_failures_total{${labels}} ${watched.failures}`)
    if (index % checksAtOnce === checksAtOnce - 1) await new Promise(resolve => setImmediate(resolve))
  }
  return [
    ...headed('vigie_check_up', 'gauge', '1 while the check is up or degraded.', up),
    ...headed('vigie_check_state', 'gauge', '1, with the present state as a label.', state),
    ...headed('vigie_check_response_seconds', 'gauge', 'How long the last answer took.', response),
    ...headed('vigie_check_certificate_days', 'gauge', 'Days until the certificate ends.', certificate),
    ...headed('vigie_check_looks_total', 'counter', 'Looks since the start.', looks),
    ...headed('vigie_check_failures_total', 'counter', 'Looks that saw it degraded or down.', failures),
  ]
}

function headed(name: string, type: string, help: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]
}

function family(name: string, type: string, help: string, values: readonly (readonly [string, number])[]): string[] {
  return headed(
    name,
    type,
    help,
    values.map(([labels, value]) => `${name}${labels} ${value}`),
  )
}

function histogram(name: string, help: string, { bounds, counts, sum, count }: Histogram): string[] {
  let below = 0
  const buckets = bounds.map((bound, index) => {
    below += counts[index] ?? 0
    return `${name}_bucket{le="${bound}"} ${below}`
  })
  return headed(name, 'histogram', help, [
    ...buckets,
    `${name}_bucket{le="+Inf"} ${count}`,
    `${name}_sum ${sum}`,
    `${name}_count ${count}`,
  ])
}

function labelsOf({ check }: WatchedCheck): string {
  const { definition, kind, slug } = check
  return `check="${escaped(definition.name)}",kind="${kind.kind}",component="${escaped(slug)}"`
}

const escaped = (text: string): string => text.replace(/[\\"\n]/g, one => (one === '\n' ? '\\n' : `\\${one}`))
