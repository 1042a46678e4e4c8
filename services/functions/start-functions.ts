import * as operations from '../../contracts/functions/functions.ts'
import { notFound } from '../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../kit/cursor/cursor.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { periodically } from '../../kit/schedule/schedule.ts'
import { type Context, type Started, serve } from '../../kit/service/service.ts'
import type { FunctionsConfig } from './config.ts'
import { openDeps, stackFiles } from './deps.ts'
import { admit, callFunction } from './gateway/call-function.ts'
import { shownFunction } from './runners/shown-function.ts'
import { firstIdOf } from './runs/prune-runs.ts'
import { type StoredRun, shownRun } from './runs/run-store.ts'

const dayMs = 86_400_000
const keptMs = 30 * dayMs
const pages = pagesOf(cursorOf('functions.runs', 'text'), ({ id }: StoredRun) => id)

export async function startFunctions(context: Context<FunctionsConfig>): Promise<Started<FunctionsConfig>> {
  const { clock, base_directory } = context
  const deps = await openDeps(context)
  const { functions, runs, store } = deps
  await functions.deploy(stackFiles(context.config, base_directory))
  return {
    serves: [
      serve(operations.ListFunctions, () => ({ items: functions.all().map(shownFunction), next_cursor: null })),
      serve(operations.GetFunction, ({ params: { name } }) => {
        const found = functions.get(name)
        if (!found) throw notFound('functions.not-found', { name })
        return shownFunction(found)
      }),
      serve(operations.ListRuns, async ({ query }) => {
        const page = await pages(query, from => runs.list({ ...query, ...from }))
        return { items: page.items.map(shownRun), next_cursor: page.next_cursor }
      }),
      serve(operations.GetRun, async ({ params: { id } }) => {
        const run = await runs.find(id)
        if (!run) throw notFound('functions.run-not-found', { id })
        return shownRun(run)
      }),
      ...[operations.CallFunction, operations.CallFunctionBelow].map(operation =>
        serve(
          operation,
          ({ params: { name }, sent = { method: 'POST', url: `/function/${name}` }, headers, body }) =>
            callFunction(deps, { name, sent, headers, body }),
          ({ caller, params: { name } }) => admit(deps, caller, name),
        ),
      ),
    ],
    schedules: [
      periodically(dayMs, 'forget old runs of functions', async () => {
        const before = firstIdOf(iso(clock.now() - keptMs))
        while ((await store.transaction(() => runs.prune(before))) > 0);
      }),
    ],
    reload: config => functions.deploy(stackFiles(config, base_directory)),
    stop: () => functions.stop(),
  }
}
