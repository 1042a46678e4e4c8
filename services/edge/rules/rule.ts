import { createHash } from 'node:crypto'
import type { Rule as DetectorRule } from '../../../kit/anomalies/detector.ts'
import type { EdgeSettings } from '../config.ts'

export type RuleSettings = EdgeSettings['rules'][number]

/** A rule of the file, as it is shown: what it is about, and what it says. */
export function nameOf(rule: RuleSettings): string {
  const { metric } = rule
  if (rule.kind !== 'threshold') return `${metric} ${rule.kind}`
  const limits = [rule.min === undefined ? '' : `≥ ${rule.min}`, rule.max === undefined ? '' : `≤ ${rule.max}`]
  return `${metric} ${limits.filter(Boolean).join(' ')}`
}

export function detectorRule(rule: RuleSettings): DetectorRule {
  switch (rule.kind) {
    case 'threshold': {
      const { min, max, hysteresis } = rule
      return {
        kind: 'threshold',
        for_s: rule.for,
        ...(max === undefined ? {} : { above: max }),
        ...(min === undefined ? {} : { below: min }),
        ...(hysteresis === undefined ? {} : { hysteresis }),
      }
    }
    case 'quantile-band':
      return { kind: 'band' }
    case 'missing-data':
      return { kind: 'dropout' }
    case 'auto':
      return { kind: 'auto' }
  }
}

/** The signal of one rule about one metric of one object: a rule that is changed is another one. */
export function signalOf(rule: RuleSettings, client: string, object: string, metric: string): string {
  const rest = createHash('sha256')
    .update(JSON.stringify([client, object, metric, rule]))
    .digest('base64url')
  return `edge:${rest.slice(0, 22)}`
}

export const isAbout = (rule: RuleSettings, metric: string, type: string | undefined): boolean =>
  (rule.metric === '*' || rule.metric === metric) && (rule.type === undefined || rule.type === type)
