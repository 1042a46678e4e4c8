import { type Message, say } from '../../../../contracts/messages/words.ts'
import type { Outcome } from '../outcome.ts'

/** What a rule may know while it runs; one object for all flags of a request. */
export type Evaluation = Meter & {
  readonly context: Readonly<Record<string, unknown>>
  flagKey: string
  /** The version that the flag has; rules that flags share go by that of the flag. */
  bucketing: Bucketing
  readonly timestamp: number
  /** Steps that are left to all flags of the request together. */
  left: number
  readonly outcomeOf: (key: string, evaluation: Evaluation) => Outcome | undefined
}

/** Steps that the flag may still take: whatever a rule and a context are, it ends in bounded time and memory. */
export type Meter = { budget: number }

export type Step = { readonly path: string; readonly rule: unknown; readonly value: unknown }

/** A part of a rule, compiled: `data` is the context, or the element of the list that is being looked at. */
export type Rule = (evaluation: Evaluation, data: unknown) => unknown

export const stepBudget = 200_000
/** As long as twenty flags may take at most: a thousand costly ones must not hold up everybody else. */
export const requestBudget = 20 * stepBudget
/** In characters; also of what a list becomes as text. */
export const longestText = 65_536

/** How `fractional` divides people. Another version divides all of them anew: it is kept per flag. */
export const bucketings = ['v2', 'v3'] as const
export type Bucketing = (typeof bucketings)[number]

export class RuleFailure extends Error {
  readonly problem: Message

  constructor(problem: Message) {
    super(problem.code)
    this.problem = problem
  }
}

export class NoTargetingKey extends RuleFailure {}

/** The rule is sound, but for this context it would take too long or grow too large. */
export class RuleTooCostly extends RuleFailure {}

/** Whatever takes time by the size of its values pays for it. */
export function spend(meter: Meter, steps: number): void {
  meter.budget -= steps
  if (meter.budget < 0) throw new RuleTooCostly(say('flag.steps'))
}
