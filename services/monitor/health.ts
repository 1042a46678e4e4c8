import type { Finding } from '../../kit/health/finding.ts'
import type { Lookout } from './engine.ts'

const finding = (severity: Finding['severity'], code: string, message: string): Finding => ({
  ...{ severity, code, message, since: null },
})

/** Checks are made when they are due, and nothing that they saw was given up. */
export function monitorHealth({ runner, journal, judge }: Pick<Lookout, 'runner' | 'journal' | 'judge'>): Finding[] {
  return [
    ...(runner.isWell() ? [] : [finding('failing', 'monitor.late', 'checks are not made when they are due')]),
    ...(judge.isBlind() ? [finding('degraded', 'monitor.blind', 'no target can be seen from here')] : []),
    ...(journal.lost > 0
      ? [finding('degraded', 'monitor.results-lost', `${journal.lost} results found no room while they waited`)]
      : []),
  ]
}
