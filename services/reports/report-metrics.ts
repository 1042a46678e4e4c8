const fates = ['counted', 'repeated', 'sampled', 'trapped'] as const
type Fate = (typeof fates)[number]

const levels = ['none', 'possible', 'likely'] as const

export class ReportCounters {
  readonly #counts = new Map<Fate, number>()

  count(fate: Fate): void {
    this.#counts.set(fate, (this.#counts.get(fate) ?? 0) + 1)
  }

  /** Prometheus text. `current`: the level of each component. */
  text(current: readonly (typeof levels)[number][]): string {
    return [
      '# HELP vigie_reports_total Reports of people by what became of them.',
      '# TYPE vigie_reports_total counter',
      ...fates.map(fate => `vigie_reports_total{became="${fate}"} ${this.#counts.get(fate) ?? 0}`),
      '# HELP vigie_report_levels Components by what their reports say of them.',
      '# TYPE vigie_report_levels gauge',
      ...levels.map(level => `vigie_report_levels{level="${level}"} ${current.filter(one => one === level).length}`),
      '',
    ].join('\n')
  }
}
