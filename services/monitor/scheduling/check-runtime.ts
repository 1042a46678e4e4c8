import type { ProbeEvidence } from '../../../contracts/common-schemas.ts'
import type { Check } from '../definitions/check.ts'
import type { Beat, Heartbeat } from '../definitions/check-store.ts'
import { tokenHash } from '../definitions/secrets.ts'
import { type CheckState, newCheckState, noRuns, type Runs } from '../evaluation/check-state.ts'
import type { StoredResult } from '../results/result-buffer.ts'

/** A check that is active, and what is known of it now. Kept small: there are thousands of them. */
export type CheckRuntime = {
  check: Check
  state: CheckState
  runs: Runs
  in_flight: number
  /** When the probe in flight counts as hanging, on the monotonic clock. */
  hanging_at: number
  /** A change waits for proof that the network works. */
  held: boolean
  last: StoredResult | null
  first_failure: ProbeEvidence | null
  /** JSON, because it is kept for every check and read almost never. */
  last_good: string | null
  last_good_at: number
  certificate_ends: number | null
  /** null: it has none, or the key that opens it is not here. */
  token: string | null
  token_sha256: string | null
  beat: Beat | undefined
  watched_since: number
  results: number
  failures: number
}

export function createRuntime(
  check: Check,
  { state, heartbeat, now }: { state: CheckState | undefined; heartbeat: Heartbeat | undefined; now: number },
): CheckRuntime {
  return {
    check,
    state: state ?? newCheckState,
    runs: noRuns,
    in_flight: 0,
    hanging_at: Number.POSITIVE_INFINITY,
    held: false,
    last: null,
    first_failure: null,
    last_good: null,
    last_good_at: Number.NEGATIVE_INFINITY,
    certificate_ends: null,
    token: heartbeat?.token ?? null,
    token_sha256: heartbeat?.token_sha256 ?? null,
    beat: heartbeat?.beat,
    watched_since: now,
    results: 0,
    failures: 0,
  }
}

/** All active checks, by what people and programs call them. */
export class ActiveChecks {
  readonly #byId = new Map<string, CheckRuntime>()
  readonly #bySlug = new Map<string, CheckRuntime>()
  #ordered: readonly CheckRuntime[] | null = null
  #byToken: Map<string, CheckRuntime> | null = null

  get size(): number {
    return this.#byId.size
  }

  put(watched: CheckRuntime): void {
    this.#byId.set(watched.check.id, watched)
    this.#bySlug.set(watched.check.slug, watched)
    this.#ordered = null
    this.#byToken = null
  }

  remove({ check }: CheckRuntime): void {
    this.#byId.delete(check.id)
    this.#bySlug.delete(check.slug)
    this.#ordered = null
    this.#byToken = null
  }

  byId(id: string): CheckRuntime | undefined {
    return this.#byId.get(id)
  }

  find(idOrSlug: string): CheckRuntime | undefined {
    return this.#byId.get(idOrSlug) ?? this.#bySlug.get(idOrSlug)
  }

  ordered(): readonly CheckRuntime[] {
    this.#ordered ??= [...this.#byId.values()].sort((a, b) => a.check.position - b.check.position)
    return this.#ordered
  }

  /** By the secret in the address of a heartbeat. Compared as hashes, so that time tells nothing of the secret. */
  byToken(token: string): CheckRuntime | undefined {
    this.#byToken ??= new Map(
      [...this.all()].flatMap(one => (one.token_sha256 === null ? [] : [[one.token_sha256, one]])),
    )
    return this.#byToken.get(tokenHash(token))
  }

  all(): IterableIterator<CheckRuntime> {
    return this.#byId.values()
  }
}
