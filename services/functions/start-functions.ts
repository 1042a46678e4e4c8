import * as operations from '../../contracts/functions/functions.ts'
import { notFound } from '../../contracts/refusals.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { periodically } from '../../kit/schedule/schedule.ts'
import { type Context, type Started, serve } from '../../kit/service/service.ts'
import type { FunctionsConfig } from './config.ts'
import { openDeps, stackFiles } from './deps.ts'
import { reactionsOf } from './events/start-by-event.ts'
import { admit } from './gateway/call-function.ts'
import { callOnce } from './gateway/call-once.ts'
import { shownFunction } from './runners/shown-function.ts'
import { firstIdOf } from './runs/run-id.ts'
import { serveRuns } from './runs/run-routes.ts'

const dayMs = 86_400_000
const keptMs = 30 * dayMs
const keptRuns = 1_000_000

export async function startFunctions(context: Context<FunctionsConfig>): Promise<Started<FunctionsConfig>> {
  const { clock, base_directory } = context
  const deps = await openDeps(context)
  const { functions, runs, stored, store } = deps
  const deploy = async (config: FunctionsConfig) => {
    await functions.deploy(stackFiles(config, base_directory))
    await runs.openQueues()
  }
  await deploy(context.config)
  return {
    serves: [
      serve(operations.ListFunctions, () => ({ items: functions.all().map(shownFunction), next_cursor: null })),
      serve(operations.GetFunction, ({ params: { name } }) => {
        const found = functions.get(name)
        if (!found) throw notFound('functions.not-found', { name })
        return shownFunction(found)
      }),
      ...serveRuns(deps),
      ...[operations.CallFunction, operations.CallFunctionBelow].map(operation =>
        serve(
          operation,
          ({ caller, params: { name }, sent = { method: 'POST', url: `/function/${name}` }, headers, body }) =>
            callOnce(deps, { name, sent, headers, body }, caller),
          ({ caller, params: { name } }) => admit(deps, caller, name),
        ),
      ),
    ],
    reacts: reactionsOf(deps),
    schedules: [
      periodically(dayMs, 'forget old runs of functions', async () => {
        const tooOld = firstIdOf(iso(clock.now() - keptMs))
        const tooMany = (await stored.idBeyond(keptRuns)) ?? ''
        const before = tooMany > tooOld ? tooMany : tooOld
        while ((await store.transaction(() => stored.prune(before))) > 0);
        const yesterday = iso(clock.now() - dayMs)
        while ((await store.transaction(() => deps.keyed.prune(yesterday))) > 0);
      }),
    ],
    reload: deploy,
    stop: () => functions.stop(),
  }
}
