import { randomInt } from 'node:crypto'
import type { Message } from '../../../contracts/messages/words.ts'
import { type PointProblem, type Reading, Unreadable } from '../adapters/reading/source-kind.ts'
import type { Made } from '../deps.ts'
import type { SourceState } from '../sources/source-state.ts'
import type { Source } from './source-poller.ts'
import { samplesOf, takePoints } from './take-points.ts'

type Deps = Pick<Made, 'store' | 'states' | 'telemetry' | 'clock' | 'redactor'>

const longestMs = 3_600_000

/** What came of asking a source once. Answers milliseconds until it is asked again. */
export async function recordReading(deps: Deps, source: Source, outcome: Reading | Unreadable): Promise<number> {
  const before = await deps.states.get(source.name)
  const now = deps.clock.now()
  const isFailure = outcome instanceof Unreadable
  const samples = isFailure ? [] : samplesOf(source.name, source.definition, outcome.points)
  const taken = await takePoints(deps, samples, before)
  const failures = isFailure ? before.failures + 1 : 0
  const wait = waitMs(source.definition.every_s ?? 0, { failures, wait_s: outcome.wait_s })
  const problems = isFailure ? [] : [...outcome.problems, ...taken.problems]
  const after: SourceState = {
    source: source.name,
    checked_at: now,
    ok_at: isFailure ? before.ok_at : now,
    failing_since: isFailure ? (before.failing_since ?? now) : null,
    next_at: now + wait,
    failures,
    accepted: before.accepted + taken.accepted,
    duplicates: before.duplicates + taken.duplicates,
    refused: before.refused + counted(problems),
    reason: deps.redactor.known<Message | null>(outcome.reason ?? null),
    problems: deps.redactor.known(problems),
    validators: isFailure ? before.validators : (outcome.validators ?? {}),
    upcoming: taken.upcoming,
  }
  await deps.store.transaction(() => deps.states.put(after))
  return wait
}

const counted = (problems: readonly PointProblem[]): number => problems.reduce((sum, { count }) => sum + count, 0)

type Said = { readonly failures: number; readonly wait_s: number | undefined }

/** At its own pace; after failures ever more rarely, up to an hour; not before the server wants to be asked again. */
function waitMs(every_s: number, { failures, wait_s = 0 }: Said): number {
  const every = every_s * 1_000
  const slower = failures > 3 ? Math.min(Math.max(every, longestMs), every * 2 ** (failures - 3)) : every
  const spread = Math.min(every / 20, 10_000)
  return Math.max(slower, Math.min(wait_s * 1_000, 86_400_000)) + (spread < 1 ? 0 : randomInt(Math.ceil(spread)))
}
