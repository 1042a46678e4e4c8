import { Refusal } from '../service/errors.ts'
import type { Envelope } from '../service/event.ts'

/** What became of one event at one listener. */
export type DeliveryResult = { readonly id: string; readonly error: string | null }

/**
 * One listener of one service's outbox: an inbox in this process, or a peer behind HTTP. Throws when it is not there, or
 * cannot work now; nothing is held against the events then.
 */
export type Listener = {
  readonly name: string
  /** What it wants to be told; left out where only the other side knows. */
  readonly types?: ReadonlySet<string>
  /** Throws `BatchRefused` when something about the events as a whole is refused. */
  deliver(events: readonly Envelope[]): Promise<readonly DeliveryResult[]>
  /** After the last try: the listener keeps it where people can see it, and the relay goes on. */
  park(event: Envelope, error: string): Promise<void>
}

/** The listener is there and will not take these events together; alone, most of them may pass. */
export class BatchRefused extends Error {
  override readonly name = 'BatchRefused'
}

/** No answer came to events that may have been taken: too many of them for the time there is, or the listener fell silent. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

/** What cannot be stored now says nothing about the event: a full disk, a database that is away. */
export const isWorldAtFault = (thrown: unknown): boolean => thrown instanceof Refusal && thrown.kind === 'unavailable'
