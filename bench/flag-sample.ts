import type { FlagDefinition } from '../contracts/flags/flags.ts'
import type { LoadRequest } from './http-load.ts'

const texts = { control: 'control', a: 'a', b: 'b', c: 'c' }

/** As many flags in three sorts: plain, a rule of three clauses, a split in four. */
export function sampleFlags(count: number): Record<string, FlagDefinition> {
  const flags: Record<string, FlagDefinition> = {}
  for (let index = 0; index < count; index++) flags[`flag-${String(index).padStart(4, '0')}`] = sampleFlag(index)
  return flags
}

function sampleFlag(index: number): FlagDefinition {
  if (index % 3 === 0) return { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'on' }
  if (index % 3 === 1)
    return { state: 'ENABLED', variants: texts, defaultVariant: 'control', targeting: threeClauses(index) }
  const shares = ['control', 'a', 'b', 'c'].map(variant => [variant, 25])
  return { state: 'ENABLED', variants: texts, defaultVariant: 'control', targeting: { fractional: shares } }
}

const threeClauses = (index: number) => ({
  if: [
    {
      and: [
        { ends_with: [{ var: 'email' }, '@acme.test'] },
        { in: [{ var: 'country' }, ['fr', 'be', 'ch']] },
        { '>=': [{ var: 'age' }, 18 + (index % 40)] },
      ],
    },
    'a',
    null,
  ],
})

export function sampleContexts(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, index) => ({
    targetingKey: `user-${index * 7_919}`,
    email: `user${index}@${index % 2 === 0 ? 'acme' : 'other'}.test`,
    country: ['fr', 'de', 'be', 'us', 'ch'][index % 5],
    age: (index * 13) % 80,
    plan: index % 4 === 0 ? 'pro' : 'free',
  }))
}

export function evaluations(
  key: string,
  path: (index: number) => string,
  more: Record<string, string> = {},
): LoadRequest[] {
  return sampleContexts(2_000).map((context, index) => ({
    method: 'POST',
    path: path(index),
    headers: { authorization: `Bearer ${key}`, ...more },
    body: JSON.stringify({ context }),
  }))
}
