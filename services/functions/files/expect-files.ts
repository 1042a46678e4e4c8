import { iso } from '../../../kit/runtime/clock.ts'
import { onTime, type Schedule } from '../../../kit/schedule/schedule.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { FunctionsConfig } from '../config.ts'
import type { FileStore } from './file-store.ts'
import { type TellParticipant, tellMissing } from './tell-participant.ts'

type Expectation = NonNullable<NonNullable<FunctionsConfig['functions']>['expect']>[number]
type Deps = TellParticipant & { readonly store: Store; readonly files: FileStore }

const dayMs = 86_400_000

/** At the time by which a file has to be there it is looked whether one has come within the day before. */
export const expectFiles = (deps: Deps, expected: readonly Expectation[]): Schedule[] =>
  expected.map(({ participant, before, time_zone, days }) => {
    const [hour, minute] = before.split(':')
    const cron = `${Number(minute)} ${Number(hour)} * * ${days}`
    return onTime({ cron, time_zone, catch_up: 'last' }, `expect a file of ${participant} by ${before}`, due =>
      lookFor(deps, participant, { before, since: iso(due - dayMs) }),
    )
  })

async function lookFor(
  deps: Deps,
  participant: string,
  { before, since }: { readonly before: string; readonly since: string },
): Promise<void> {
  await deps.store.transaction(async () => {
    const [latest] = await deps.files.list({ participant, limit: 1 })
    if (latest === undefined || latest.at < since) await tellMissing(deps, participant, before)
  })
}
