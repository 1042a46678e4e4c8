/** A sum that keeps what rounding takes away (Kahan, with Neumaier's improvement), as Prometheus adds samples over time. */
export class KahanSum {
  sum = 0
  compensation = 0

  add(value: number): void {
    const total = this.sum + value
    this.compensation += Math.abs(this.sum) >= Math.abs(value) ? this.sum - total + value : value - total + this.sum
    this.sum = total
  }

  get total(): number {
    return this.sum + this.compensation
  }
}

/** A mean with one infinity stays there: subtracting it would make NaN of it. */
export const staysInfinite = (mean: number, value: number): boolean =>
  isInfinite(mean) && (isInfinite(value) ? mean > 0 === value > 0 : !Number.isNaN(value))

export const isInfinite = (value: number): boolean => Math.abs(value) === Number.POSITIVE_INFINITY
