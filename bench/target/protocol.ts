/** What the measurement says to the target process, and what that answers; sent as messages between the processes. */
export type Manner = 'ok' | 'failing' | 'hanging'

export type Order =
  /** How some services, or all, answer from now on. */
  | { readonly kind: 'behave'; readonly manner: Manner; readonly services?: readonly number[] }
  /** Whether anybody listens: without a listener connections are refused. */
  | { readonly kind: 'listen'; readonly on: boolean }
  /** This share of requests fails, but never two of one service in a row. */
  | { readonly kind: 'fail-singly'; readonly share: number }
  /** Forgets what was counted. */
  | { readonly kind: 'forget' }
  | { readonly kind: 'count' }

export type Counts = {
  readonly requests: number
  readonly failed: number
  /** Service → requests, since the last `forget`. */
  readonly per_service: Readonly<Record<number, number>>
  /** Service → epoch milliseconds of its first request since then. */
  readonly first_at: Readonly<Record<number, number>>
}

export type Answer = { readonly port: number; readonly counts?: Counts }
