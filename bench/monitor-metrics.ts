import { type Sample, sumOf } from './lookout.ts'

/** How late looks begin: a histogram of what the program says of itself at `/metrics`. */
export const latenessMetric = 'vigie_look_lateness_seconds'

export const looksIn = (samples: readonly Sample[]): number => sumOf(samples, 'vigie_check_looks_total')

/** Slots in which a check should have been looked at and was not. */
export const missedIn = (samples: readonly Sample[]): number =>
  sumOf(samples, 'vigie_slots_missed_total') + sumOf(samples, 'vigie_slots_skipped_total')

export const lostIn = (samples: readonly Sample[]): number => sumOf(samples, 'vigie_results_lost_total')
