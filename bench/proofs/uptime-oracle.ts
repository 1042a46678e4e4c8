import { worstUptimeError } from '../../services/monitor/uptime/testing/uptime-oracle.ts'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'

export const uptimeOracle: Bench = {
  name: 'uptime',
  shows: 'uptime agrees with a count of every second, whatever happened to clocks, lookout and calendar',
  quick: report => run(report, 200),
  proof: report => run(report, 10_000),
}

async function run(report: Report, wanted: number): Promise<void> {
  const { worst_points, lives } = worstUptimeError(wanted, Math.random)
  report.fact('random lives of a check', String(lives))
  report.require('largest error ≤ 0.001 percentage points', worst_points <= 0.001, `${worst_points} points`)
}
