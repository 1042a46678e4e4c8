import { pathTo } from '../definitions/check-definition.ts'
import { dependencyOrder, referencesIn } from '../definitions/segment-cycles.ts'
import { CompiledFlag, compileSegment, type FlagSource } from './compile-flag.ts'
import type { Outcome } from './outcome.ts'
import { type CompiledSegment, type CompileOptions, RuleProblem } from './rules/compile-rule.ts'
import { type Evaluation, requestBudget, stepBudget } from './rules/evaluation.ts'

/** Everything of one environment that evaluation needs; objects that have not changed are the same objects. */
export type SnapshotSource = {
  readonly project: string
  readonly environment: string
  /** Grows with every change of anything in it, leases included. */
  readonly revision: number
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  readonly flags: readonly FlagSource[]
  readonly segments: ReadonlyMap<string, unknown>
}

export const deepestPrerequisite = 20

type Compiled = Pick<Snapshot, 'flags' | 'segments' | 'compiled'>

/** Never changes. The next one takes over every flag that is as it was. */
export class Snapshot {
  readonly source: SnapshotSource
  readonly flags: ReadonlyMap<string, CompiledFlag>
  readonly segments: ReadonlyMap<string, CompiledSegment>
  readonly volatile: boolean
  readonly compiled: number

  constructor(source: SnapshotSource, before?: Snapshot, compiled: Compiled = wholly(compile(source, before))) {
    this.source = source
    this.flags = compiled.flags
    this.segments = compiled.segments
    this.compiled = compiled.compiled
    this.volatile = [...this.flags.values()].some(flag => flag.volatile)
  }

  usersOf(segment: string): readonly string[] {
    const reaching = reachingOneOf(new Set([segment]), this.segments)
    return [...this.flags].filter(([, { uses }]) => intersects(uses, reaching)).map(([key]) => key)
  }

  /** For one request: the same for all flags it asks for. */
  evaluation(context: Evaluation['context'], now: number): Evaluation {
    let depth = 0
    // Each once: flags that need one another in layers would be asked for more often than there is time.
    const known = new Map<string, Outcome | undefined>()
    return {
      context,
      flagKey: '',
      bucketing: 'v2',
      timestamp: Math.floor(now / 1000),
      budget: stepBudget,
      left: requestBudget,
      outcomeOf: (key, evaluation) => {
        if (known.has(key)) return known.get(key)
        if (depth >= deepestPrerequisite) return undefined
        depth++
        const outcome = this.flags.get(key)?.evaluate(evaluation)
        depth--
        known.set(key, outcome)
        return outcome
      },
    }
  }

  outcomeOf(key: string, evaluation: Evaluation): Outcome | undefined {
    return this.flags.get(key)?.evaluate(evaluation)
  }
}

function changedSegments({ segments }: SnapshotSource, before: Snapshot | undefined): ReadonlySet<string> {
  if (!before) return new Set(segments.keys())
  const old = before.source.segments
  if (old === segments) return new Set()
  const names = new Set([...segments.keys(), ...old.keys()])
  return new Set([...names].filter(name => segments.get(name) !== old.get(name)))
}

/** These and all that refer to one of them, over others too: what is referred to stands before what refers to it. */
function reachingOneOf(
  names: ReadonlySet<string>,
  segments: ReadonlyMap<string, CompiledSegment>,
): ReadonlySet<string> {
  const reaching = new Set(names)
  if (names.size > 0) for (const [name, { uses }] of segments) if (intersects(uses, reaching)) reaching.add(name)
  return reaching
}

function intersects(uses: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  for (const name of uses) if (names.has(name)) return true
  return false
}

/** A flag whose rule could not be compiled may have missed one of them. */
const touches = (flag: CompiledFlag, affected: ReadonlySet<string>): boolean =>
  affected.size > 0 && (flag.problems.length > 0 || intersects(flag.uses, affected))

/** In steps, each short: thousands of flags are compiled while others have their turn. */
export function* compile(source: SnapshotSource, before?: Snapshot): Generator<void, Compiled> {
  const changed = changedSegments(source, before)
  const affected = before ? reachingOneOf(changed, before.segments) : changed
  const same = changed.size === 0 && before
  const segments = same
    ? before.segments
    : yield* compileInOrder(source.segments, { kept: before && { segments: before.segments, affected } })
  const sameMetadata = JSON.stringify(source.metadata) === JSON.stringify(before?.source.metadata)
  const flags = new Map<string, CompiledFlag>()
  let compiled = 0
  for (const one of source.flags) {
    const known = sameMetadata ? before?.flags.get(one.key) : undefined
    if (known?.source === one && !touches(known, affected)) {
      flags.set(one.key, known)
    } else {
      compiled++
      flags.set(one.key, new CompiledFlag(one, { segments }, source.metadata))
      yield
    }
  }
  return { flags, segments, compiled }
}

export function wholly<Made>(steps: Generator<void, Made>): Made {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

type Compiling = {
  readonly around?: CompileOptions['around']
  /** Of a snapshot before; those affected by what has changed are compiled again. */
  readonly kept?:
    | { readonly segments: ReadonlyMap<string, CompiledSegment>; readonly affected: ReadonlySet<string> }
    | undefined
}

/** In the order of their references; those that cannot be compiled, or go round in a circle, are left out. */
export const compileSegments = (
  rules: ReadonlyMap<string, unknown>,
  around?: CompileOptions['around'],
): ReadonlyMap<string, CompiledSegment> => wholly(compileInOrder(rules, around ? { around } : {}))

function* compileInOrder(
  rules: ReadonlyMap<string, unknown>,
  { around, kept }: Compiling,
): Generator<void, ReadonlyMap<string, CompiledSegment>> {
  const compiled = new Map<string, CompiledSegment>()
  const options = { segments: compiled, ...(around ? { around } : {}) }
  for (const name of dependencyOrder(new Map([...rules].map(([key, rule]) => [key, referencesIn(rule)])))) {
    const known = kept?.affected.has(name) ? undefined : kept?.segments.get(name)
    if (known) compiled.set(name, known)
    else {
      try {
        compiled.set(name, compileSegment(rules.get(name), options, pathTo('$evaluators', name)))
      } catch (thrown) {
        if (!(thrown instanceof RuleProblem)) throw thrown
      }
      yield
    }
  }
  return compiled
}
