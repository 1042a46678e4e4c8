/** Mean and spread of a series, of all samples at first and of about the last `memory` then. */
export type Baseline = { n: number; mean: number; variance: number }

export const emptyBaseline = (): Baseline => ({ n: 0, mean: 0, variance: 0 })

/** Once there is a baseline, no sample moves it by more than three times the usual spread. */
export function addToBaseline(baseline: Baseline, value: number, memory: number): void {
  baseline.n += 1
  const weight = 1 / Math.min(baseline.n, memory)
  const room = baseline.n > 30 ? 3 * spreadOf(baseline) : Number.POSITIVE_INFINITY
  const step = Math.min(room, Math.max(-room, value - baseline.mean))
  baseline.mean += weight * step
  baseline.variance = (1 - weight) * (baseline.variance + weight * step * step)
}

/** Never zero: a series that never moves is taken to move by a thousandth. */
export const spreadOf = ({ mean, variance }: Baseline): number =>
  Math.max(Math.sqrt(variance), Math.abs(mean) * 1e-3, 1e-9)
