import type { Report } from './report.ts'

/** One measurement or proof. It drives the program only from outside: its file, HTTP, signals. */
export type Bench = {
  readonly name: string
  /** A sentence of the specification that it shows. */
  readonly shows: string
  /** Seconds; also run by the tests. */
  readonly quick: (report: Report) => Promise<void>
  /** As long as it takes to be sure. */
  readonly proof: (report: Report) => Promise<void>
}
