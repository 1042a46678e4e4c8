import { type Evaluation, type Meter, type Rule, spend } from './evaluation.ts'
import { bucketOf, murmur3 } from './murmur.ts'
import { ownProperty } from './values.ts'

const largestTotal = 2_147_483_647

type Share = { readonly variant: string | number | boolean | null; readonly weight: number }

/**
 * flagd's `fractional`, version 2: an optional text to bucket by (else flag key + targeting key), then
 * `[variant, weight]` pairs. Any mistake in them is null, so that the flag falls back to its default variant.
 */
export function fractional(args: readonly Rule[], literals: readonly unknown[]): Rule {
  const constant = literals.slice(1).every(literal => literal !== undefined) ? sharesOf(literals.slice(1)) : undefined
  const [first] = args
  if (first === undefined) return () => null
  return (evaluation, data) => {
    const value = first(evaluation, data)
    if (typeof value === 'string') {
      const shares = constant === undefined ? sharesOf(args.slice(1).map(arg => arg(evaluation, data))) : constant
      return chosen(shares, value, evaluation)
    }
    const key = ownProperty(evaluation.context, 'targetingKey')
    if (!key) return null
    const rest = args.slice(1).map(arg => arg(evaluation, data))
    return chosen(sharesOf([value, ...rest]), `${evaluation.flagKey}${key}`, evaluation)
  }
}

/** The shorthand whose pairs are all literal, which most are. */
export function constantFractional(pairs: readonly unknown[]): Rule {
  const shares = sharesOf(pairs)
  return (evaluation: Evaluation) => {
    const key = ownProperty(evaluation.context, 'targetingKey')
    return key ? chosen(shares, `${evaluation.flagKey}${key}`, evaluation) : null
  }
}

function sharesOf(pairs: readonly unknown[]): readonly Share[] | null {
  const shares: Share[] = []
  let total = 0
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length === 0 || pair.length > 2) return null
    const variant = pair[0] ?? null
    if (variant !== null && typeof variant === 'object') return null
    const weight = pair.length === 1 ? 1 : pair[1]
    if (!Number.isInteger(weight)) return null
    // Formulas of a rollout over time may go below zero; that is none.
    shares.push({ variant, weight: Math.max(0, weight) })
    total += Math.max(0, weight)
  }
  return total > largestTotal ? null : shares
}

function chosen(shares: readonly Share[] | null, by: string, meter: Meter): Share['variant'] {
  if (shares === null) return null
  spend(meter, by.length >> 3)
  let total = 0
  for (const share of shares) total += share.weight
  const bucket = bucketOf(murmur3(by), total)
  let upTo = 0
  for (const share of shares) {
    upTo += share.weight
    if (upTo > bucket) return share.variant
  }
  return null
}
