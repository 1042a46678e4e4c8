import type { Static, TObject } from 'typebox'
import type { ProbeEvidence, SignalState } from '../../../../contracts/common-schemas.ts'
import type { Phases } from '../../../../contracts/monitor/monitor.ts'
import type { OutgoingPolicy, Trust } from '../../../../kit/http-client/network.ts'
import type { Message } from '../../../../kit/messages/message.ts'
import type { Clock } from '../../../../kit/runtime/clock.ts'
import type { FieldProblem } from '../../../../kit/service/errors.ts'

/** What one probe of a target found. `down` is a fact about the target, `unknown` one about us (no `ping` installed, …). */
export type ProbeResult = {
  readonly state: SignalState
  readonly reason: Message | null
  readonly http_status: number | null
  /** Milliseconds, three decimals at most; null when nothing answered. */
  readonly response_ms: number | null
  readonly phases: Phases
  /** Something on the other side answered, be it a refusal: proves that our network works. */
  readonly answered: boolean
  /** Built only when it is kept: the first failure of an episode, the last good one before. */
  readonly evidence: () => ProbeEvidence
}

export type ProbeContext = {
  readonly timeout_ms: number
  readonly clock: Clock
  readonly network: OutgoingPolicy
  readonly trust: Trust
  /** Epoch ms of what a passive kind (heartbeat) last received; undefined when nothing came yet. */
  readonly beat?: { readonly at: number; readonly failed: boolean } | undefined
  /** Epoch ms since when the check has been watched: a heartbeat that never came is late from there. */
  readonly watched_since: number
  /** The program stops: nobody waits for the answer any more. */
  readonly stopping?: AbortSignal | undefined
}

/** Field as in the schema: `conditions[1]`, `tls.server_name`. */
export type SettingProblem = FieldProblem

/** A kind of check: one file that exports one of these, and one line in `index.ts`. */
export type CheckKind<Schema extends TObject = TObject> = {
  readonly kind: string
  readonly summary: string
  /** The kind's own fields, without the common ones; closed. Secrets carry `secret: true`, addresses `address: true`. */
  readonly schema: Schema
  /** What people recognise as the address; null when there is none. */
  address(settings: Static<Schema>): string | null
  /** Where its secrets go, in any text that is another one when they would go elsewhere; left out: it has none. */
  sendsTo?(settings: Static<Schema>): string
  /** Wrong in a way the schema cannot say. */
  problems?(settings: Static<Schema>): readonly SettingProblem[]
  /** Nothing is sent: `probe` evaluates what was received (`context.beat`). */
  readonly passive?: true
  /**
   * Never throws, never takes longer than `timeout_ms` plus what this process itself was late. What is prepared from
   * settings is kept as long as they are: pass the same object each time.
   */
  probe(settings: Static<Schema>, context: ProbeContext): Promise<ProbeResult>
}

export function defineCheckKind<Schema extends TObject>(kind: CheckKind<Schema>): CheckKind {
  return kind
}
