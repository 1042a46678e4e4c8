import { iso } from '../../../kit/runtime/clock.ts'
import { inPages } from '../../../kit/store/in-pages.ts'
import type { Made } from '../deps.ts'
import type { StoredSchedule } from './schedule-store.ts'

/** What is older is forgotten; nobody makes up for it either. */
export const keptOccurrencesMs = 400 * 86_400_000
const schedulesAtOnce = 500

type Deps = Pick<Made, 'store' | 'schedules' | 'clock'>

export async function pruneOccurrences({ store, schedules, clock }: Deps): Promise<void> {
  const before = iso(clock.now() - keptOccurrencesMs)
  for await (const page of inPages<StoredSchedule>(after => schedules.behind(after?.id, schedulesAtOnce)))
    for (const { id } of page) while ((await store.transaction(() => schedules.prune(id, before))) > 0);
}
