import { say } from '../../../../contracts/messages/words.ts'
import { encodeCbor } from './cbor.ts'
import { type Evaluation, NoTargetingKey, type Rule, spend } from './evaluation.ts'
import { beginMurmur3, bucketOf, murmur3, murmur3After, murmur3Of } from './murmur.ts'
import { ownProperty } from './values.ts'

const largestTotal = 2_147_483_647

type Share = { readonly variant: string | number | boolean | null; readonly weight: number }

/**
 * flagd's `fractional`: something to bucket by (else flag key and targeting key), then `[variant, weight]` pairs. Any
 * mistake in them is null, so that the flag falls back to its default variant. Who gets what depends on the version of
 * bucketing that the flag has: v2 hashes a text as its bytes, v3 any value as its CBOR.
 */
export function fractional(args: readonly Rule[], literals: readonly unknown[]): Rule {
  const constant = literals.slice(1).every(literal => literal !== undefined) ? sharesOf(literals.slice(1)) : undefined
  const [first] = args
  if (first === undefined) return () => null
  const hashOfPerson = personHasher()
  return (evaluation, data) => {
    const value = first(evaluation, data)
    const others = () => args.slice(1).map(arg => arg(evaluation, data))
    if (isBucketed(value, evaluation)) return chosen(constant ?? sharesOf(others()), hashOf(value, evaluation))
    if (evaluation.bucketing === 'v3' && !Array.isArray(value)) return null
    const hash = hashOfPerson(evaluation)
    return hash === null ? null : chosen(sharesOf([value, ...others()]), hash)
  }
}

/** The shorthand whose pairs are all literal, which most are. */
export function constantFractional(pairs: readonly unknown[]): Rule {
  const shares = sharesOf(pairs)
  const hashOfPerson = personHasher()
  return evaluation => {
    const hash = hashOfPerson(evaluation)
    return hash === null ? null : chosen(shares, hash)
  }
}

const isBucketed = (value: unknown, { bucketing }: Evaluation): boolean =>
  typeof value === 'string' || (bucketing === 'v3' && value !== null && value !== undefined && !Array.isArray(value))

/** Of whoever the flag is evaluated for; null when it is not said who. Nearly always the flag is that of the time before. */
function personHasher(): (evaluation: Evaluation) => number | null {
  let flag = beginMurmur3('')
  return evaluation => {
    const key = ownProperty(evaluation.context, 'targetingKey')
    if (evaluation.bucketing === 'v3') {
      if (typeof key !== 'string') throw new NoTargetingKey(say('flag.targeting-key'))
      return hashOf([evaluation.flagKey, key], evaluation)
    }
    if (!key) return null
    if (flag.text !== evaluation.flagKey) flag = beginMurmur3(evaluation.flagKey)
    const person = String(key)
    spend(evaluation, (flag.text.length + person.length) >> 3)
    return murmur3After(flag, person)
  }
}

function hashOf(value: unknown, evaluation: Evaluation): number {
  if (evaluation.bucketing === 'v3') return murmur3Of(encodeCbor(value, evaluation))
  const text = value as string
  spend(evaluation, text.length >> 3)
  return murmur3(text)
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

function chosen(shares: readonly Share[] | null, hash: number): Share['variant'] {
  if (shares === null) return null
  let total = 0
  for (const share of shares) total += share.weight
  const bucket = bucketOf(hash, total)
  let upTo = 0
  for (const share of shares) {
    upTo += share.weight
    if (upTo > bucket) return share.variant
  }
  return null
}
