import type { AskFlags, EvaluatedFlag } from '../../../contracts/flag-evaluation.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { kindOf } from '../definitions/check-definition.ts'
import { defaultPlace } from '../definitions/flag.ts'
import type { Board } from '../environments/flag-cache.ts'
import { outcomesOf } from './evaluate-flags.ts'
import type { Outcome } from './outcome.ts'

/** For a user and a role, without a library: what each flag is. */
export function askFlags(
  board: Board,
  { user, role }: Input<typeof AskFlags>['query'],
  now: number,
): Output<typeof AskFlags> {
  const snapshot = board.snapshot(defaultPlace)
  if (!snapshot) return { flags: {}, items: [] }
  const context = {
    ...(user === undefined ? {} : { targetingKey: user, user }),
    ...(role === undefined ? {} : { role }),
  }
  const outcomes = outcomesOf(snapshot, context, now)
  const values = outcomes.map(({ parts }): [string, unknown] => {
    const flag = snapshot.flags.get(parts.key)
    // Whoever only wants to know whether something is on takes "switched off" for no.
    const off = flag && kindOf(flag.source.definition) === 'boolean' ? false : null
    return [parts.key, parts.value ?? off]
  })
  return { flags: Object.fromEntries(values), items: outcomes.map(evaluatedOf) }
}

export const evaluatedOf = ({ json }: Outcome): EvaluatedFlag => JSON.parse(json)
