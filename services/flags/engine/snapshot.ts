import { CompiledFlag, compileSegment, type FlagSource } from './compile-flag.ts'
import { type CompiledSegment, type CompileOptions, RuleProblem } from './compile-rule.ts'
import { type Evaluation, requestBudget, stepBudget } from './evaluation.ts'
import type { Outcome } from './outcome.ts'
import { pathTo } from './problem-path.ts'
import { inOrder, referencesIn } from './segment-circles.ts'

/** Everything of one environment that evaluation needs; objects that have not changed are the same objects. */
export type SnapshotSource = {
  readonly project: string
  readonly environment: string
  /** Grows with every change of anything in it, leases included. */
  readonly revision: number
  readonly metadata: Readonly<Record<string, unknown>> | undefined
  /** In the order of their keys. */
  readonly flags: readonly FlagSource[]
  /** Key → rule. */
  readonly segments: ReadonlyMap<string, unknown>
}

/** Flags that may need one another in a row. */
export const deepestPrerequisite = 20

/** Never changes. The next one takes over every flag that is as it was. */
export class Snapshot {
  readonly source: SnapshotSource
  readonly flags: ReadonlyMap<string, CompiledFlag>
  readonly segments: ReadonlyMap<string, CompiledSegment>
  readonly volatile: boolean
  /** How many flags had to be compiled for it. */
  readonly compiled: number

  constructor(source: SnapshotSource, before?: Snapshot) {
    this.source = source
    const changed = changedSegments(source, before)
    this.segments = changed.size === 0 && before ? before.segments : compileSegments(source.segments)
    const sameMetadata = JSON.stringify(source.metadata) === JSON.stringify(before?.source.metadata)
    const flags = new Map<string, CompiledFlag>()
    let compiled = 0
    for (const one of source.flags) {
      const known = sameMetadata ? before?.flags.get(one.key) : undefined
      if (known?.source === one && !touches(known, changed)) {
        flags.set(one.key, known)
      } else {
        compiled++
        flags.set(one.key, new CompiledFlag(one, { segments: this.segments }, source.metadata))
      }
    }
    this.flags = flags
    this.compiled = compiled
    this.volatile = [...flags.values()].some(flag => flag.volatile)
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

/** A flag whose rule could not be compiled may have missed one of them. */
const touches = (flag: CompiledFlag, changed: ReadonlySet<string>): boolean =>
  changed.size > 0 && (flag.problems.length > 0 || [...flag.uses].some(name => changed.has(name)))

/** In the order of their references; those that cannot be compiled, or go round in a circle, are left out. */
export function compileSegments(
  rules: ReadonlyMap<string, unknown>,
  around?: CompileOptions['around'],
): ReadonlyMap<string, CompiledSegment> {
  const compiled = new Map<string, CompiledSegment>()
  const options = { segments: compiled, ...(around ? { around } : {}) }
  for (const name of inOrder(new Map([...rules].map(([key, rule]) => [key, referencesIn(rule)])))) {
    try {
      compiled.set(name, compileSegment(rules.get(name), options, pathTo('$evaluators', name)))
    } catch (thrown) {
      if (!(thrown instanceof RuleProblem)) throw thrown
    }
  }
  return compiled
}
