import type { Detector } from './alarm.ts'
import { type AutoRule, autoDetector } from './rules/auto.ts'
import { type BandRule, bandDetector } from './rules/band.ts'
import { type CusumRule, cusumDetector } from './rules/cusum.ts'
import { type DropoutRule, dropoutDetector } from './rules/dropout.ts'
import { type EwmaRule, ewmaDetector } from './rules/ewma.ts'
import { type PeersRule, peersDetector } from './rules/peers.ts'
import { type RateRule, rateDetector } from './rules/rate.ts'
import { type SeasonalRule, seasonalDetector } from './rules/seasonal.ts'
import { type StuckRule, stuckDetector } from './rules/stuck.ts'
import { type ThresholdRule, thresholdDetector } from './rules/threshold.ts'

/** As it is stored. */
export type Rule =
  | ThresholdRule
  | RateRule
  | BandRule
  | EwmaRule
  | CusumRule
  | SeasonalRule
  | StuckRule
  | DropoutRule
  | PeersRule
  | AutoRule

/** What is no number is no sample: whoever stores samples has refused it, and counted it. */
export function detectorOf(rule: Rule): Detector {
  const detector = detectorOfKind(rule)
  return {
    ...detector,
    step: (state, at, value, circumstances) =>
      Number.isFinite(value) ? detector.step(state, at, value, circumstances) : null,
  }
}

function detectorOfKind(rule: Rule): Detector {
  switch (rule.kind) {
    case 'threshold':
      return thresholdDetector(rule)
    case 'rate':
      return rateDetector(rule)
    case 'band':
      return bandDetector(rule)
    case 'ewma':
      return ewmaDetector(rule)
    case 'cusum':
      return cusumDetector(rule)
    case 'seasonal':
      return seasonalDetector(rule)
    case 'stuck':
      return stuckDetector(rule)
    case 'dropout':
      return dropoutDetector(rule)
    case 'peers':
      return peersDetector(rule)
    case 'auto':
      return autoDetector(rule)
  }
}
