import type { Outcome } from './outcome.ts'

/** What a rule may know while it runs; one object for all flags of a request. */
export type Evaluation = {
  readonly context: Readonly<Record<string, unknown>>
  /** Of the flag that is being evaluated. */
  flagKey: string
  /** Seconds. */
  readonly timestamp: number
  /** Steps that lists may still take: a rule over lists in lists ends in bounded time. */
  budget: number
  /** Another flag of the same environment, for prerequisites. */
  readonly outcomeOf: (key: string, evaluation: Evaluation) => Outcome | undefined
  /** Only when somebody wants to know why. */
  readonly trace?: Step[]
}

/** One part of a rule and what it came to. */
export type Step = { readonly path: string; readonly rule: unknown; readonly value: unknown }

/** A part of a rule, compiled: `data` is the context, or the element of the list that is being looked at. */
export type Rule = (evaluation: Evaluation, data: unknown) => unknown

/** About ten milliseconds. */
export const stepBudget = 200_000

/** The rule is sound, but for this context it would take too long or grow too large. */
export class RuleTooCostly extends Error {}
