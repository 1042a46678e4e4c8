import { reasonMissing } from '../../kit/testing/programs.ts'
import { findPrometheus } from '../../kit/testing/prometheus.ts'
import { compareWithPrometheus, type Verdict } from '../../services/metrics/promql/testing/differential.ts'
import { features } from '../../services/metrics/promql/testing/fuzz-queries.ts'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'

export const promql: Bench = {
  name: 'promql',
  shows: 'queries drawn over every function and operator give what a real Prometheus gives on the same samples',
  quick: report => run(report, 200),
  proof: report => run(report, Number(process.env.PROMQL_QUERIES ?? 2_000)),
}

/** Of the queries; what reads native histograms is refused. */
const leastSupported = 0.9

async function run(report: Report, count: number): Promise<void> {
  if (!(await findPrometheus())) {
    report.fact('not run', reasonMissing('prometheus'))
    return
  }
  const seed = Number(process.env.PROMQL_SEED ?? 20_261_201)
  report.fact('queries', `${count} over ${features.length} functions and operators, seed ${seed}`)
  const verdicts = await compareWithPrometheus(count, seed)
  const of = (is: Verdict['is']) => verdicts.filter(verdict => verdict.is === is)
  for (const { query, ...verdict } of of('wrong')) {
    const { text, start, end, interval } = query
    report.progress(`${text} [${start}…${end} / ${interval}]: ${'why' in verdict ? verdict.why : ''}`)
  }
  report.require('no wrong value', of('wrong').length === 0, `${of('wrong').length} wrong`)
  const supported = 1 - of('unsupported').length / count
  report.require('supported ≥ 90 %', supported >= leastSupported, `${(supported * 100).toFixed(1)} %`)
  const valued = of('same').length / count
  report.require('with values in the answer ≥ 60 %', valued >= 0.6, `${(valued * 100).toFixed(1)} %`)
  report.fact('empty in both; refused by both', `${of('both empty').length}; ${of('same error').length}`)
}
