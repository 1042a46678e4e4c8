import type { Detector } from '../alarm.ts'
import { phaseOf } from '../alarm.ts'
import { type BandSettings, type BandWatch, bandDefaults, startBandWatch, watchBand } from '../band-watch.ts'
import { outsideBand } from '../sentences.ts'

/** The default: a value leaves the quantile band of its own past. */
export type BandRule = { readonly kind: 'band' } & Partial<
  Pick<BandSettings, 'share' | 'window' | 'warm_up' | 'margin' | 'cool_down'>
>

export function bandDetector(rule: BandRule): Detector<BandWatch> {
  const settings = { ...bandDefaults, ...rule }
  return {
    start: startBandWatch,
    step(watch, at, value) {
      const exit = watchBand(watch, at, value, settings)
      return exit && { kind: 'outlier', at, message: outsideBand(value, exit, settings) }
    },
    status: watch => phaseOf(watch.seen, settings.warm_up, watch.episode !== null),
  }
}
