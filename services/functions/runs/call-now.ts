import { v7 as uuid } from 'uuid'
import { say } from '../../../contracts/messages/words.ts'
import { limited, notFound, unavailable } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Made } from '../deps.ts'
import type { FunctionRunner } from '../runners/runner.ts'
import type { RunInput } from './run-input.ts'
import type { RunResult } from './run-result.ts'
import type { StoredRun } from './run-store.ts'

type Deps = Pick<Made, 'commits' | 'runs' | 'functions' | 'clock'>

export type Calling = {
  readonly name: string
  readonly input: RunInput
  /** Left out: the run's id. */
  readonly correlation_id?: string | undefined
}

export type CalledNow = { readonly run: StoredRun; readonly result: RunResult }

/** Calls a function for somebody who waits, and stores what came of it before he is answered; `keep` is committed with it. */
export async function callNow(
  { functions, clock, commits, runs }: Deps,
  { name, input, correlation_id }: Calling,
  keep?: (called: CalledNow) => Promise<void>,
): Promise<CalledNow> {
  const { level, spec } = runnerOf(functions, name)
  const id = uuid()
  const chain = correlation_id ?? id
  const started_at = iso(clock.now())
  const trigger = { trigger: 'http', reference: null, attempt: 1 } as const
  const begun = { id, function: name, started_at, ...trigger }
  const handed = await runs.handover?.open(begun, spec, input)
  const headers = { ...handed, 'x-call-id': id, 'x-correlation-id': chain }
  const answered = await runs.perform(name, input, { headers })
  const result = (await runs.handover?.close(begun, spec, answered)) ?? answered
  const { answer: _answer, failure: _failure, ...came } = result
  const run = { ...begun, level, correlation_id: chain, ...came }
  await commits.add(async () => {
    await runs.record(run, input, result)
    await keep?.({ run, result })
  })
  return { run, result }
}

/** Refuses what cannot be called, or not now. */
function runnerOf(functions: Made['functions'], name: string): FunctionRunner {
  const found = functions.get(name)
  if (!found) throw notFound('functions.not-found', { name })
  const { runner, reason } = found
  if (!runner) throw unavailable('functions.cannot-run', { name, reason: reason ?? say('functions.no-sandbox') })
  const { in_flight } = runner.limits
  if (runner.inFlight >= in_flight) throw limited('functions.busy', { name, limit: in_flight }, { retryAfterS: 1 })
  return runner
}
