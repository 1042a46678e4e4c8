import * as operations from '../../contracts/functions/functions.ts'
import { notFound } from '../../contracts/refusals.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, type Started, serve } from '../../kit/service/service.ts'
import type { FunctionsConfig } from './config.ts'
import { openDeps, stackFiles } from './deps.ts'
import { reactionsOf } from './events/start-by-event.ts'
import { expectFiles } from './files/expect-files.ts'
import { serveFiles } from './files/file-routes.ts'
import { admit } from './gateway/call-function.ts'
import { callOnce } from './gateway/call-once.ts'
import { gatewayPorts } from './gateway/gateway-ports.ts'
import { bareName } from './gateway/namespace.ts'
import { serveSystem } from './gateway/system-routes.ts'
import { shownFunction } from './runners/shown-function.ts'
import { stackFindings } from './runners/stack-findings.ts'
import { watchFunctions } from './runners/watch-functions.ts'
import { callNow } from './runs/call-now.ts'
import { firstIdOf } from './runs/run-id.ts'
import { inputOf } from './runs/run-input.ts'
import { serveRuns } from './runs/run-routes.ts'
import { shownRun } from './runs/run-store.ts'
import { endOccurrence } from './schedules/end-occurrence.ts'
import { pruneOccurrences } from './schedules/prune-occurrences.ts'
import { definitionsOf } from './schedules/schedule-definition.ts'
import { serveSchedules } from './schedules/schedule-routes.ts'
import { Scheduler } from './schedules/scheduler.ts'

/** A file that has not changed between two looks is whole. */
const lookMs = 1_000
const dayMs = 86_400_000
const keptMs = 30 * dayMs
const keptRuns = 1_000_000

export async function startFunctions(context: Context<FunctionsConfig>): Promise<Started<FunctionsConfig>> {
  const { clock, base_directory } = context
  const deps = await openDeps(context)
  const { functions, runs, stored, store, secrets, installer, taking } = deps
  const scheduler = new Scheduler({ ...deps, log: context.log })
  runs.triggers.schedule = { settled: run => endOccurrence(deps, run) }
  functions.whenDeployed = async () => {
    await runs.openQueues()
    await scheduler.use(functions.all().flatMap(({ spec }) => definitionsOf(spec, clock.now())))
  }
  const deploy = async (config: FunctionsConfig) => {
    secrets.apply(config)
    await functions.deploy(stackFiles(config, base_directory))
  }
  await deploy(context.config)
  await taking?.recover()
  const watch = watchFunctions(functions, { clock, failed: deps.failed })
  const calls = [operations.CallFunction, operations.CallFunctionBelow].map(operation =>
    serve(
      operation,
      ({ caller, params: { name }, sent = { method: 'POST', url: `/function/${name}` }, headers, body }) =>
        callOnce(deps, { name: bareName(name), sent, headers, body }, caller),
      ({ caller, params: { name } }) => admit(deps, caller, bareName(name)),
    ),
  )
  const gateway = [...calls, ...serveSystem(deps)]
  return {
    serves: [
      ...gateway,
      serve(operations.ListFunctions, () => ({ items: functions.all().map(shownFunction), next_cursor: null })),
      serve(operations.GetFunction, ({ params: { name } }) => {
        const found = functions.get(name)
        if (!found) throw notFound('functions.not-found', { name })
        return shownFunction(found)
      }),
      serve(operations.InvokeFunction, async ({ params: { name }, body }) => {
        const { method = 'POST', path = '/', content_type = 'text/plain; charset=utf-8', body: text } = body
        const [below = '/', ...query] = path.split('?')
        const input = {
          ...inputOf(text, { 'content-type': content_type }),
          method,
          path: below,
          query_text: query.join('?'),
        }
        return shownRun((await callNow(deps, { name, input })).run)
      }),
      ...serveRuns(deps),
      ...serveSchedules(deps),
      ...serveFiles(deps),
    ],
    reacts: reactionsOf(deps),
    schedules: [
      ...expectFiles(deps, context.config.functions?.expect ?? []),
      ...(taking ? [every(lookMs, 'take files from the inbox', () => taking.look())] : []),
      periodically(dayMs, 'forget old runs of functions', async () => {
        const tooOld = firstIdOf(iso(clock.now() - keptMs))
        const tooMany = (await stored.idBeyond(keptRuns)) ?? ''
        const before = tooMany > tooOld ? tooMany : tooOld
        while ((await store.transaction(() => stored.prune(before))) > 0);
        const yesterday = iso(clock.now() - dayMs)
        while ((await store.transaction(() => deps.keyed.prune(yesterday))) > 0);
        await pruneOccurrences(deps)
      }),
    ],
    ports: gatewayPorts(context.config, context, gateway),
    health: () => stackFindings(functions),
    reload: deploy,
    stop: async () => {
      watch.stop()
      installer.stop()
      await scheduler.stop()
      await functions.stop()
    },
  }
}
