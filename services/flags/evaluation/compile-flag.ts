import type { FlagDefinition, FlagProblem, Prerequisite } from '../../../contracts/flags/flags.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { type Param, plainText, same } from '../../../kit/messages/message.ts'
import { warning } from '../definitions/check-definition.ts'
import { type ErrorCode, Outcome, type OutcomeParts, type Reason } from './outcome.ts'
import { type CompiledSegment, type CompileOptions, RuleCompiler, RuleProblem } from './rules/compile-rule.ts'
import {
  type Evaluation,
  NoTargetingKey,
  type Rule,
  RuleFailure,
  RuleTooCostly,
  stepBudget,
} from './rules/evaluation.ts'

/** What a flag is made of; a new object for every change, so that what has not changed is known by its identity. */
export type FlagSource = {
  readonly key: string
  readonly definition: FlagDefinition
  readonly prerequisites: readonly Prerequisite[]
  /** Stands above the rule while it is there; not above the kill switch. */
  readonly override: Override | null
}

/** By the lease `id`, for the incident that `lease` names. */
export type Override = { readonly id: string; readonly variant: string; readonly lease: string }

type FlagSetMetadata = Readonly<Record<string, unknown>> | undefined

/** A flag ready to be evaluated. Every result it can have exists once, with its JSON, and is counted there. */
export class CompiledFlag {
  readonly source: FlagSource
  readonly problems: readonly FlagProblem[]
  readonly uses: ReadonlySet<string>
  /** Its result may change while neither flag nor context do. */
  readonly volatile: boolean
  readonly #rule: Rule | null
  readonly #nodes: number
  readonly #metadata: Readonly<Record<string, unknown>> | undefined
  readonly #outcomes = new Map<string, Outcome>()
  readonly #matches = new Map<string, Outcome>()
  readonly #fixed: Outcome | null
  readonly #fallback: Outcome

  constructor(source: FlagSource, options: CompileOptions, metadata: FlagSetMetadata) {
    const { definition, override } = source
    const compiled = compileTargeting(definition.targeting, options)
    this.source = source
    this.uses = compiled.uses
    this.volatile = compiled.volatile
    this.problems = compiled.problem ? [warning(compiled.problem.path, compiled.problem.problem)] : []
    this.#rule = compiled.rule
    this.#nodes = compiled.nodes
    this.#metadata = mergedMetadata(metadata, definition.metadata)
    this.#fallback = this.#variantOutcome(compiled.rule ? 'DEFAULT' : 'STATIC', definition.defaultVariant || null)
    if (definition.state === 'DISABLED') this.#fixed = this.#outcome({ key: source.key, reason: 'DISABLED' })
    else if (override && Object.hasOwn(definition.variants, override.variant))
      this.#fixed = this.#variantOutcome('STATIC', override.variant)
    else if (compiled.problem)
      this.#fixed = this.#failure('PARSE_ERROR', compiled.problem.problem, compiled.problem.path)
    else this.#fixed = compiled.rule || source.prerequisites.length > 0 ? null : this.#fallback
  }

  evaluate(evaluation: Evaluation): Outcome {
    return this.#fixed ?? this.#evaluate(evaluation)
  }

  /** What was served since the last time it was asked, per variant (empty: no variant, the caller's default). */
  takeHits(): { readonly variant: string; readonly hits: number }[] {
    const taken: { variant: string; hits: number }[] = []
    for (const outcome of this.#outcomes.values()) {
      if (outcome.hits > 0) taken.push({ variant: outcome.parts.variant ?? '', hits: outcome.hits })
      outcome.hits = 0
    }
    return taken
  }

  #evaluate(evaluation: Evaluation): Outcome {
    const { key, prerequisites, definition } = this.source
    if (prerequisites.length > 0 && prerequisites.some(needed => !isMet(needed, evaluation))) return this.#fallback
    if (!this.#rule) return this.#fallback
    evaluation.flagKey = key
    evaluation.bucketing = definition.bucketing ?? 'v2'
    evaluation.left -= this.#nodes
    const budget = Math.min(stepBudget, evaluation.left)
    evaluation.budget = budget
    let result: unknown
    try {
      if (budget < 0) throw new RuleTooCostly(say('flag.request-steps'))
      result = this.#rule(evaluation, evaluation.context)
      evaluation.left -= budget - evaluation.budget
    } catch (thrown) {
      evaluation.left -= budget - evaluation.budget
      // A rule can only stumble over its own steps and over values that do not fit; the flag fails, its neighbours do not.
      return this.#failure(thrown instanceof NoTargetingKey ? 'TARGETING_KEY_MISSING' : 'GENERAL', failureOf(thrown))
    }
    if (result === null || result === undefined) return this.#fallback
    if (typeof result === 'object')
      return this.#unknown(say(Array.isArray(result) ? 'flag.value.list' : 'flag.value.object'))
    // `true` and `false` name variants too.
    return this.#matched(typeof result === 'string' ? result : String(result))
  }

  #matched(name: string): Outcome {
    const known = this.#matches.get(name)
    if (known) return known
    if (Object.hasOwn(this.source.definition.variants, name)) {
      const outcome = this.#variantOutcome('TARGETING_MATCH', name)
      this.#matches.set(name, outcome)
      return outcome
    }
    return this.#unknown(JSON.stringify(name.slice(0, 100)))
  }

  #unknown(value: Param): Outcome {
    return this.#failure('GENERAL', say('flag.no-variant', { value }))
  }

  #variantOutcome(reason: Reason, variant: string | null): Outcome {
    const { key, definition, override } = this.source
    const metadata = override ? { ...this.#metadata, lease: override.lease } : this.#metadata
    if (variant === null) return this.#outcome({ key, reason: 'DEFAULT', metadata })
    return this.#outcome({ key, reason, variant, value: definition.variants[variant], metadata })
  }

  #failure(error_code: ErrorCode, problem: Message, path = 'targeting'): Outcome {
    const error = say('flag.at', { path, problem })
    return this.#outcome({ key: this.source.key, reason: 'ERROR', error_code, error })
  }

  #outcome(parts: OutcomeParts): Outcome {
    const id = `${parts.reason} ${parts.variant ?? ''}`
    const known = this.#outcomes.get(id)
    if (known && same(parts.error ?? null, known.parts.error ?? null)) return known
    const outcome = new Outcome({ metadata: this.#metadata, ...parts })
    outcome.hits = known?.hits ?? 0
    this.#outcomes.set(id, outcome)
    return outcome
  }
}

function isMet({ flag, variants }: Prerequisite, evaluation: Evaluation): boolean {
  const variant = evaluation.outcomeOf(flag, evaluation)?.parts.variant
  return variant !== undefined && variants.includes(variant)
}

function failureOf(thrown: unknown): Message {
  if (thrown instanceof RuleFailure) return thrown.problem
  return thrown instanceof Error ? plainText(thrown.message) : say('flag.failed')
}

type Targeting = {
  readonly rule: Rule | null
  readonly problem: RuleProblem | null
  readonly uses: ReadonlySet<string>
  readonly volatile: boolean
  readonly nodes: number
}

export function compileTargeting(targeting: unknown, options: CompileOptions): Targeting {
  if (typeof targeting !== 'object' || targeting === null || Object.keys(targeting).length === 0) {
    return { rule: null, problem: null, uses: new Set(), volatile: false, nodes: 0 }
  }
  const compiler = new RuleCompiler(options)
  try {
    requireOperation(targeting)
    const rule = compiler.compile(targeting, 'targeting')
    return { rule, problem: null, uses: compiler.uses, volatile: compiler.volatile, nodes: compiler.nodes }
  } catch (thrown) {
    if (!(thrown instanceof RuleProblem)) throw thrown
    return { rule: () => null, problem: thrown, uses: compiler.uses, volatile: false, nodes: 0 }
  }
}

/** Deeper in a rule an object that is not one operation is data; at its top nobody means it. */
function requireOperation(targeting: object): void {
  const names = Object.keys(targeting)
  if (Array.isArray(targeting) || names.length === 1) return
  const shown = names.slice(0, 5).map(name => name.slice(0, 40))
  throw new RuleProblem('targeting', say('flag.operations', { count: names.length, names: shown }))
}

/** A shared rule; a problem in it is one of every flag that refers to it. */
export function compileSegment(rule: unknown, options: CompileOptions, path: string): CompiledSegment {
  const compiler = new RuleCompiler(options)
  const compiled = compiler.compile(rule, path)
  return { rule: compiled, uses: compiler.uses, volatile: compiler.volatile, nodes: compiler.nodes }
}

function mergedMetadata(set: FlagSetMetadata, own: FlagSetMetadata): FlagSetMetadata {
  if (!set || Object.keys(set).length === 0) return own && Object.keys(own).length > 0 ? own : undefined
  return { ...set, ...own }
}
