import * as operations from '../../../contracts/functions/runs.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { cancelRun, discardDeadLetter, listDeadLetters, redriveDeadLetter, replayRun } from './change-runs.ts'
import { type StoredRun, shownRun } from './run-store.ts'

const pages = pagesOf(cursorOf('functions.runs', 'text'), ({ id }: StoredRun) => id)

export const serveRuns = (deps: Made): Served[] => [
  serve(operations.ListRuns, async ({ query }) => {
    const page = await pages(query, from => deps.stored.list({ ...query, ...from }))
    return { items: page.items.map(shownRun), next_cursor: page.next_cursor }
  }),
  serve(operations.GetRun, async ({ params: { id } }) => {
    const run = await deps.stored.find(id)
    if (!run) throw notFound('functions.run-not-found', { id })
    return shownRun(run)
  }),
  serve(operations.ReplayRun, async ({ caller, params: { id } }) => shownRun(await replayRun(deps, caller, id))),
  serve(operations.CancelRun, async ({ caller, params: { id } }) => shownRun(await cancelRun(deps, caller, id))),
  serve(operations.ListDeadLetters, ({ query }) => listDeadLetters(deps, query)),
  serve(operations.RedriveDeadLetter, async ({ caller, params: { id } }) =>
    shownRun(await redriveDeadLetter(deps, caller, id)),
  ),
  serve(operations.DiscardDeadLetter, async ({ caller, params: { id } }) => {
    await discardDeadLetter(deps, caller, id)
    return null
  }),
]
