import { isTurnLong, turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import {
  type Place,
  placeName,
  type StoredEnvironment,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { CompiledFlag, FlagSource, Forced } from '../evaluation/compile-flag.ts'
import { compile, Snapshot } from '../evaluation/snapshot.ts'

/** One environment as it stands in memory. Maps are replaced, never changed: whoever holds one keeps what it saw. */
export type Loaded = {
  readonly environment: StoredEnvironment
  readonly flags: ReadonlyMap<string, StoredFlag>
  readonly segments: ReadonlyMap<string, StoredSegment>
  /** Flag → what a lease makes of it. */
  readonly forced: ReadonlyMap<string, Forced>
}

/** The next snapshot of an environment, and the one that it was made from. */
type Prepared = { readonly before: Snapshot; readonly next: Snapshot }

/**
 * All environments in memory, and the snapshot that each is evaluated with. Follows the database one commit at a time;
 * evaluation never asks the database, and goes on when it is gone.
 */
export class Board {
  readonly #places = new Map<string, Loaded>()
  readonly #snapshots = new Map<string, Snapshot>()
  readonly #sources = new WeakMap<StoredFlag, FlagSource>()
  readonly #retired: { place: Place; flag: CompiledFlag }[] = []
  readonly #listeners = new Set<(place: Place) => void>()

  places(): Loaded[] {
    return [...this.#places.values()]
  }

  at(place: Place): Loaded | undefined {
    return this.#places.get(placeName(place))
  }

  /** Built when somebody first asks, then kept up to date. */
  snapshot(place: Place): Snapshot | undefined {
    const name = placeName(place)
    const known = this.#snapshots.get(name)
    if (known) return known
    const loaded = this.#places.get(name)
    if (!loaded) return undefined
    const snapshot = new Snapshot(this.#sourceOf(loaded))
    this.#snapshots.set(name, snapshot)
    return snapshot
  }

  /** What `put` would otherwise do in one go: of thousands of flags others have their turn in between. */
  async prepare(place: Place, loaded: Loaded): Promise<Prepared | undefined> {
    const before = this.#snapshots.get(placeName(place))
    if (!before) return undefined
    const source = this.#sourceOf(loaded)
    const steps = compile(source, before)
    for (;;) {
      const { done, value } = steps.next()
      if (done) return { before, next: new Snapshot(source, before, value) }
      if (isTurnLong()) await turnOfOthers()
    }
  }

  /** Now it is like this. `prepared` counts only while nothing else was put since. */
  put(place: Place, loaded: Loaded, prepared?: Prepared): void {
    const name = placeName(place)
    this.#places.set(name, loaded)
    const before = this.#snapshots.get(name)
    if (before) {
      const next = prepared?.before === before ? prepared.next : new Snapshot(this.#sourceOf(loaded), before)
      this.#snapshots.set(name, next)
      for (const [key, flag] of before.flags) if (next.flags.get(key) !== flag) this.#retired.push({ place, flag })
    }
    for (const tell of this.#listeners) tell(place)
  }

  remove(place: Place): void {
    this.#places.delete(placeName(place))
    this.#snapshots.delete(placeName(place))
    for (const tell of this.#listeners) tell(place)
  }

  onChange(listener: (place: Place) => void): void {
    this.#listeners.add(listener)
  }

  /** Every flag that was evaluated since the last time, those that were replaced included. */
  *counted(): Generator<{ readonly place: Place; readonly flag: CompiledFlag }> {
    yield* this.#retired.splice(0)
    for (const { source, flags } of this.#snapshots.values()) {
      const place = { project: source.project, environment: source.environment }
      for (const flag of flags.values()) yield { place, flag }
    }
  }

  #sourceOf({ environment, flags, segments, forced }: Loaded) {
    return {
      project: environment.project,
      environment: environment.name,
      revision: environment.revision,
      metadata: environment.metadata ?? undefined,
      flags: [...flags.values()].map(flag => this.#source(flag, forced.get(flag.key) ?? null)),
      segments: rulesOf(segments),
    }
  }

  /** The same object as long as neither the flag nor what is forced on it has changed. */
  #source(flag: StoredFlag, forced: Forced | null): FlagSource {
    const known = this.#sources.get(flag)
    if (known && known.forced?.id === forced?.id && known.forced?.variant === forced?.variant) return known
    const source = { key: flag.key, definition: flag.definition, prerequisites: flag.prerequisites, forced }
    this.#sources.set(flag, source)
    return source
  }
}

const ruleMaps = new WeakMap<ReadonlyMap<string, StoredSegment>, ReadonlyMap<string, unknown>>()

function rulesOf(segments: ReadonlyMap<string, StoredSegment>): ReadonlyMap<string, unknown> {
  const known = ruleMaps.get(segments)
  if (known) return known
  const rules = new Map([...segments].map(([key, { rule }]) => [key, rule]))
  ruleMaps.set(segments, rules)
  return rules
}

/** With these put in and those taken out, in the order of keys; the same map when nothing is. */
export function changedMap<Value>(
  map: ReadonlyMap<string, Value>,
  changes: ReadonlyMap<string, Value | null>,
): ReadonlyMap<string, Value> {
  if (changes.size === 0) return map
  const next = new Map(map)
  let grew = false
  for (const [key, value] of changes) {
    grew ||= value !== null && !next.has(key)
    if (value === null) next.delete(key)
    else next.set(key, value)
  }
  return grew ? new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1))) : next
}
