import { isTurnLong, turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import {
  type EnvironmentRef,
  environmentName,
  type StoredEnvironment,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { CompiledFlag, FlagSource, Override } from '../evaluation/compile-flag.ts'
import { compile, Snapshot } from '../evaluation/snapshot.ts'

/** One environment as it stands in memory. Maps are replaced, never changed: whoever holds one keeps what it saw. */
export type LoadedEnvironment = {
  readonly environment: StoredEnvironment
  readonly flags: ReadonlyMap<string, StoredFlag>
  readonly segments: ReadonlyMap<string, StoredSegment>
  readonly overrides: ReadonlyMap<string, Override>
}

/** The next snapshot of an environment, and the one that it was made from. */
type Prepared = { readonly before: Snapshot; readonly next: Snapshot }

/**
 * All environments in memory, and the snapshot that each is evaluated with. Follows the database one commit at a time;
 * evaluation never asks the database, and goes on when it is gone.
 */
export class FlagCache {
  readonly #environments = new Map<string, LoadedEnvironment>()
  readonly #snapshots = new Map<string, Snapshot>()
  readonly #sources = new WeakMap<StoredFlag, FlagSource>()
  readonly #retired: { ref: EnvironmentRef; flag: CompiledFlag }[] = []
  readonly #listeners = new Set<(ref: EnvironmentRef) => void>()

  environments(): LoadedEnvironment[] {
    return [...this.#environments.values()]
  }

  get(ref: EnvironmentRef): LoadedEnvironment | undefined {
    return this.#environments.get(environmentName(ref))
  }

  /** Built when somebody first asks, then kept up to date. */
  snapshot(ref: EnvironmentRef): Snapshot | undefined {
    const name = environmentName(ref)
    const known = this.#snapshots.get(name)
    if (known) return known
    const loaded = this.#environments.get(name)
    if (!loaded) return undefined
    const snapshot = new Snapshot(this.#sourceOf(loaded))
    this.#snapshots.set(name, snapshot)
    return snapshot
  }

  /** What `set` would otherwise do in one go: of thousands of flags others have their turn in between. */
  async prepare(ref: EnvironmentRef, loaded: LoadedEnvironment): Promise<Prepared | undefined> {
    const before = this.#snapshots.get(environmentName(ref))
    if (!before) return undefined
    const source = this.#sourceOf(loaded)
    const steps = compile(source, before)
    for (;;) {
      const { done, value } = steps.next()
      if (done) return { before, next: new Snapshot(source, before, value) }
      if (isTurnLong()) await turnOfOthers()
    }
  }

  /** What evaluations go by from now on. `prepared` counts only while nothing else was set since. */
  set(ref: EnvironmentRef, loaded: LoadedEnvironment, prepared?: Prepared): void {
    const name = environmentName(ref)
    this.#environments.set(name, loaded)
    const before = this.#snapshots.get(name)
    if (before) {
      const next = prepared?.before === before ? prepared.next : new Snapshot(this.#sourceOf(loaded), before)
      this.#snapshots.set(name, next)
      for (const [key, flag] of before.flags) if (next.flags.get(key) !== flag) this.#retired.push({ ref, flag })
    }
    for (const notify of this.#listeners) notify(ref)
  }

  remove(ref: EnvironmentRef): void {
    this.#environments.delete(environmentName(ref))
    this.#snapshots.delete(environmentName(ref))
    for (const notify of this.#listeners) notify(ref)
  }

  onChange(listener: (ref: EnvironmentRef) => void): void {
    this.#listeners.add(listener)
  }

  /** Every flag that was evaluated since the last time, those that were replaced included. */
  *evaluatedFlags(): Generator<{ readonly ref: EnvironmentRef; readonly flag: CompiledFlag }> {
    yield* this.#retired.splice(0)
    for (const { source, flags } of this.#snapshots.values()) {
      const ref = { project: source.project, environment: source.environment }
      for (const flag of flags.values()) yield { ref, flag }
    }
  }

  #sourceOf({ environment, flags, segments, overrides }: LoadedEnvironment) {
    return {
      project: environment.project,
      environment: environment.name,
      revision: environment.revision,
      metadata: environment.metadata ?? undefined,
      flags: [...flags.values()].map(flag => this.#source(flag, overrides.get(flag.key) ?? null)),
      segments: rulesOf(segments),
    }
  }

  /** The same object as long as neither the flag nor its override has changed. */
  #source(flag: StoredFlag, override: Override | null): FlagSource {
    const known = this.#sources.get(flag)
    if (known && known.override?.id === override?.id && known.override?.variant === override?.variant) return known
    const source = { key: flag.key, definition: flag.definition, prerequisites: flag.prerequisites, override }
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
