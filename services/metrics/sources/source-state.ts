import type { Message } from '../../../contracts/messages/words.ts'
import type { Labels } from '../../../kit/telemetry/series/sample.ts'
import type { PointProblem, Validators } from '../adapters/reading/source-kind.ts'

/** A point of a series, as it goes into the store. */
export type SeriesSample = {
  readonly name: string
  readonly labels: Labels
  readonly at: number
  readonly value: number
  readonly unit?: string
}

/** How a source is doing. Times are in epoch milliseconds. */
export type SourceState = {
  readonly source: string
  readonly checked_at: number | null
  readonly ok_at: number | null
  readonly failing_since: number | null
  readonly next_at: number | null
  readonly failures: number
  readonly accepted: number
  readonly duplicates: number
  readonly refused: number
  readonly reason: Message | null
  readonly problems: readonly PointProblem[]
  readonly validators: Validators
  /** What it said last of times that have not come yet: it may say something else of them until then. */
  readonly upcoming: readonly SeriesSample[]
}

export const newState = (source: string): SourceState => ({
  source,
  checked_at: null,
  ok_at: null,
  failing_since: null,
  next_at: null,
  failures: 0,
  accepted: 0,
  duplicates: 0,
  refused: 0,
  reason: null,
  problems: [],
  validators: {},
  upcoming: [],
})
