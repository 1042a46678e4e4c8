import type { Report } from './report.ts'

export async function besideUnleash(report: Report, _seconds: number): Promise<void> {
  report.fact('beside Unleash', 'not written yet')
}
