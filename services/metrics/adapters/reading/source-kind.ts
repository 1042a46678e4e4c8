import type { Static, TObject } from 'typebox'
import type { Message } from '../../../../contracts/messages/words.ts'
import type { OutgoingPolicy, Trust } from '../../../../kit/http-client/network.ts'
import type { FieldProblem } from '../../../../kit/service/errors.ts'
import type { Labels } from '../../../../kit/telemetry/series/sample.ts'
import type { WorkerPool } from '../../../../kit/worker-pool/worker-pool.ts'
import type { TimeForm } from './read-time.ts'

/** One number that a source said, with what its time was read from. */
export type Point = {
  /** Of the value: a source says several. */
  readonly name: string
  readonly labels: Labels
  readonly at: number
  readonly value: number
  readonly unit?: string | undefined
  readonly time_text: string | null
  readonly time_form: TimeForm
}

/** Points that were not taken for one reason; `index` is that of the first. */
export type PointProblem = { readonly reason: Message; readonly count: number; readonly index: number }

export type Reading = {
  readonly points: readonly Point[]
  readonly problems: readonly PointProblem[]
  /** What whoever asks should know although all went well. */
  readonly reason?: Message | undefined
  /** To ask with next time, such as an ETag. */
  readonly validators?: Validators | undefined
  /** Not before. */
  readonly wait_s?: number | undefined
  /** The beginning of what was answered, for a preview. */
  readonly answer?: string | undefined
}

export type Validators = Readonly<Record<string, string>>

export type ReadingContext = {
  readonly source: string
  readonly now: number
  readonly network: OutgoingPolicy
  readonly trust: Trust
  readonly signal: AbortSignal
  readonly workers: Pick<WorkerPool, 'run'>
  readonly validators: Validators
}

/** A kind of source: one file that exports one of these, and one line in `index.ts`. */
export type SourceKind<Schema extends TObject = TObject> = {
  readonly kind: string
  readonly summary: string
  /** The kind's own fields; secrets carry `secret: true`, addresses `address: true`. */
  readonly schema: Schema
  /** Seconds from one reading to the next where nothing else is said; null: it is not asked, since it sends by itself. */
  readonly every_s: number | null
  /** Its values bear the names that they came with, and not the name of the source before theirs. */
  readonly keepsNames?: true
  /** Where its secrets go; left out: it has none. */
  sendsTo?(settings: Static<Schema>): string
  /** Wrong in a way the schema cannot say. */
  problems?(settings: Static<Schema>): readonly FieldProblem[]
  /** Throws `Unreadable` when there is nothing to take. */
  read?(settings: Static<Schema>, context: ReadingContext): Promise<Reading>
}

export function defineSourceKind<Schema extends TObject>(kind: SourceKind<Schema>): SourceKind {
  return kind
}

/** The answer of a source cannot be taken, and this is why. */
export class Unreadable extends Error {
  readonly reason: Message
  readonly wait_s: number | undefined
  readonly answer: string | undefined

  constructor(reason: Message, more: { readonly wait_s?: number | undefined; readonly answer?: string } = {}) {
    super(reason.code)
    this.reason = reason
    this.wait_s = more.wait_s
    this.answer = more.answer
  }
}
