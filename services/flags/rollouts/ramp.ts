import type { ComponentStatus } from '../../../contracts/common-schemas.ts'
import type { Ramp } from '../../../contracts/flags/flag-rollouts.ts'
import type { FlagDefinition } from '../../../contracts/flags/flags.ts'
import type { JsonColumnRow } from '../environments/json-column-store.ts'

export type StoredRamp = JsonColumnRow &
  Pick<Ramp, 'variant' | 'steps' | 'guard' | 'step' | 'percent' | 'started_at' | 'by' | 'reason' | 'reason_i18n'> & {
    readonly state: Ramp['state']
    /** The flag as it was before, and its revision as the ramp last left it. */
    readonly base: FlagDefinition
    readonly revision: number
    /** Paused by its guard, not by a person: it goes on by itself. */
    readonly guarded: boolean
    readonly left_ms: number | null
  }

const whole = 10_000

/**
 * What the definition is when so many of a hundred get the variant: those for whom the rule decides nothing are divided.
 * People who have it keep it as the share grows, since the buckets of `fractional` are filled from the same end.
 */
export function rampedDefinition(base: FlagDefinition, variant: string, percent: number): FlagDefinition {
  if (percent >= 100) return { ...base, defaultVariant: variant }
  if (percent <= 0) return base
  const weight = Math.round(percent * (whole / 100))
  const rest = base.defaultVariant || null
  const shares = {
    fractional: [
      [variant, weight],
      [rest, whole - weight],
    ],
  }
  const { targeting } = base
  const isEmpty = typeof targeting !== 'object' || targeting === null || Object.keys(targeting).length === 0
  return { ...base, targeting: isEmpty ? shares : { if: [{ '!==': [targeting, null] }, targeting, shares] } }
}

const troubled: readonly ComponentStatus[] = ['degraded_performance', 'partial_outage', 'major_outage']
export const isTroubled = (status: ComponentStatus): boolean => troubled.includes(status)

/** One step further; done after the last one. `null` step time: no next one. */
export function nextStep(ramp: StoredRamp, now: number): StoredRamp {
  const step = ramp.step + 1
  const next = ramp.steps[step]
  if (!next) return { ...ramp, state: 'done', next_at: null }
  const isLast = step === ramp.steps.length - 1 && next.percent >= 100
  const next_at = new Date(now + next.for_s * 1_000).toISOString()
  return { ...ramp, step, percent: next.percent, ...(isLast ? { state: 'done', next_at: null } : { next_at }) }
}

type Why = Pick<Ramp, 'reason' | 'reason_i18n'>
export function paused(ramp: StoredRamp, now: number, why: Why, guarded: boolean): StoredRamp {
  const left_ms = ramp.next_at === null ? 0 : Math.max(0, Date.parse(ramp.next_at) - now)
  return { ...ramp, state: 'paused', next_at: null, left_ms, ...why, guarded }
}

export function resumed(ramp: StoredRamp, now: number): StoredRamp {
  const next_at = new Date(now + (ramp.left_ms ?? 0)).toISOString()
  return { ...ramp, state: 'running', next_at, left_ms: null, reason: null, reason_i18n: null, guarded: false }
}

export function presentRamp(ramp: StoredRamp): Ramp {
  const { base: _base, revision: _revision, guarded: _guarded, left_ms: _left, ...shown } = ramp
  return shown
}
