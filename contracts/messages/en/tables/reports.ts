import type { ReportCategory, ReportLevel } from '../../../reports.ts'

/** What people's reports are called, and what is said of many of them at once. */
export const reports = {
  categories: {
    unavailable: 'Not reachable',
    slow: 'Slow',
    errors: 'Errors',
    sign_in: 'Sign-in',
    data: 'Missing or wrong data',
    other: 'Something else',
  } satisfies Record<ReportCategory, string>,
  levels: {
    none: 'No more reports than usual',
    possible: 'Possible problems',
    likely: 'Problems are likely',
  } satisfies Record<ReportLevel, string>,
  possible: (name: string) => `More people than usual report problems with ${name}`,
  likely: (name: string) => `Many more people than usual report problems with ${name}`,
  over: (name: string) => `No more reports of problems with ${name} than usual`,
}
export type ReportMessages = typeof reports
