import { ImportFile } from '../../contracts/imports.ts'
import { ComponentChanged } from '../../contracts/incidents/incidents.ts'
import { ListPresentSignals } from '../../contracts/incidents/present-signals.ts'
import {
  ExportConfig,
  GetCheckDefinition,
  PauseCheck,
  ResumeCheck,
  TryCheck,
} from '../../contracts/monitor/check-authoring.ts'
import {
  CreateCheck,
  DeleteCheck,
  GetCheck,
  GetUptime,
  heartbeats,
  ListCheckKinds,
  ListChecks,
  ListResults,
  ListRollups,
  ListUptime,
  RunCheck,
  UpdateCheck,
} from '../../contracts/monitor/monitor.ts'
import { conflict } from '../../contracts/refusals.ts'
import { streamReply } from '../../kit/http/stream-reply.ts'
import { every, type Schedule } from '../../kit/schedule/schedule.ts'
import { isOutdated } from '../../kit/service/revision.ts'
import { type Context, defineService, react, type Served, serve } from '../../kit/service/service.ts'
import { configProblems, MonitorConfig } from './config.ts'
import { pingDeadMan } from './connectivity/dead-man.ts'
import { createDryRun } from './definitions/dry-run.ts'
import { exportConfig } from './definitions/export-config.ts'
import { listChecks, presentCheck } from './definitions/present-check.ts'
import { readDefinition } from './definitions/read-definition.ts'
import { secrets } from './definitions/secrets.ts'
import { writeCheck } from './definitions/write-definition.ts'
import { demo } from './demo.ts'
import { type Engine, findings, openEngine } from './engine.ts'
import { listPresentSignals } from './evaluation/list-present-signals.ts'
import { replayCommand } from './evaluation/replay-command.ts'
import { importCommands } from './imports/import-commands.ts'
import { importFile } from './imports/import-file.ts'
import { declareMetrics } from './metrics.ts'
import { createChecks } from './migrations/0001-create-checks.ts'
import { createResults } from './migrations/0002-create-results.ts'
import { createMaintenances } from './migrations/0003-create-maintenances.ts'
import { hideSecrets } from './migrations/0004-hide-secrets.ts'
import { moveMaintenances } from './migrations/0005-move-maintenances.ts'
import { checkKinds } from './probes/index.ts'
import { listResults, listRollups, presentResult } from './results/list-results.ts'
import { checkCommand } from './scheduling/check-command.ts'
import { runCheck } from './scheduling/check-runner.ts'
import type { CheckRuntime } from './scheduling/check-runtime.ts'
import { receiveHeartbeat } from './scheduling/receive-heartbeat.ts'
import { listUptime } from './uptime/uptime-cache.ts'

export const monitor = defineService({
  name: 'monitor',
  demo,
  config: MonitorConfig,
  validate: configProblems,
  migrations: {
    '0001-create-checks': createChecks,
    '0002-create-results': createResults,
    '0003-create-maintenances': createMaintenances,
    '0004-hide-secrets': hideSecrets,
    '0005-move-maintenances': moveMaintenances,
  },
  secrets,
  commands: [checkCommand, replayCommand, ...importCommands],
  start: async context => {
    const engine = await openEngine(context)
    const { registry, runner, evaluator, guard, stateWriter, journal, rollupJob, storage, windows } = engine
    declareMetrics(context.metrics, { ...engine, clock: context.clock })
    const forgetJumps = context.clock.onJump(jump => evaluator.applyClockJump(jump))
    return {
      serves: [...checkOperations(context, engine), ...resultOperations(context, engine)],
      reacts: [react(ComponentChanged, event => registry.linkComponent(event.data)), ...windows.reactions],
      schedules: [...windows.schedules, ...schedules(context, engine)],
      health: () => findings(engine),
      behind: () => stateWriter.waiting > 0,
      checkReload: config => registry.nameConflicts(config),
      reload: engine.apply,
      onReady: async () => {
        engine.start()
        await windows.begin()
      },
      stop: async () => {
        forgetJumps()
        rollupJob.stop()
        storage.stop()
        await runner.stop()
        guard.stop()
        await stateWriter.stop()
        await journal.stop()
        await engine.writeSeen()
      },
    }
  },
})

function checkOperations(context: Context<MonitorConfig>, { checks, registry, runner }: Engine): Served[] {
  const { call, redactor } = context
  const dryRun = createDryRun({ ...context, registry })
  const knownOf = (id: string) => ({ check: registry.get(id).check, redactor })
  return [
    serve(ListChecks, ({ query, caller }) => listChecks(checks, query, { caller, redactor })),
    serve(GetCheck, ({ params, caller }) => presentCheck(registry.get(params.id), { caller, redactor })),
    serve(CreateCheck, async ({ body, caller }) =>
      presentCheck(await registry.create(readDefinition(body)), { caller, redactor }),
    ),
    serve(UpdateCheck, async ({ params, query, body, caller }) => {
      const mayReplace = (now: CheckRuntime) => {
        if (!isOutdated(query.revision, now.check)) return
        throw conflict('monitor.changed-meanwhile', {}, { present: presentCheck(now, { caller, redactor }) })
      }
      const updated = await registry.update(params.id, readDefinition(body, knownOf(params.id)), { mayReplace })
      return presentCheck(updated, { caller, redactor })
    }),
    serve(DeleteCheck, async ({ params }) => {
      await registry.archive(params.id)
      return null
    }),
    serve(PauseCheck, async ({ params, caller }) =>
      presentCheck(await registry.pause(params.id), { caller, redactor }),
    ),
    serve(ResumeCheck, async ({ params, caller }) => {
      const resumed = await registry.resume(params.id)
      // Its first probe does not wait for its slot.
      runner.recheckSoon(resumed)
      return presentCheck(resumed, { caller, redactor })
    }),
    serve(TryCheck, ({ body, query, caller }) => dryRun({ body, like: query.like, caller })),
    serve(GetCheckDefinition, ({ params }) => writeCheck(registry.get(params.id).check, redactor)),
    serve(ImportFile, ({ body }) => importFile({ ...context, registry }, body)),
    serve(ListCheckKinds, () => ({
      items: checkKinds.map(({ kind, summary, schema }) => ({ kind, summary, schema })),
    })),
    serve(ExportConfig, () =>
      streamReply(exportConfig({ checks, call, redactor }), {
        'content-type': 'application/yaml; charset=utf-8',
        'content-disposition': 'inline; filename="vigie-by-hand.yaml"',
      }),
    ),
  ]
}

function resultOperations(context: Context<MonitorConfig>, engine: Engine): Served[] {
  const { registry, runner, uptime } = engine
  const deps = { ...context, ...engine }
  const checkOf = (id: string) => registry.get(id).check
  const beat = (token: string, failed: boolean) => receiveHeartbeat(deps, { token, failed })
  return [
    serve(RunCheck, async ({ params }) => presentResult(await runCheck(runner, registry.get(params.id)))),
    serve(ListResults, ({ params, query }) => listResults(deps, checkOf(params.id).number, query)),
    serve(ListRollups, ({ params, query }) => listRollups(deps, checkOf(params.id).number, { step: 'hour', ...query })),
    serve(GetUptime, ({ params, query }) => uptime.read(checkOf(params.id).id, query.days ?? 90)),
    serve(ListUptime, ({ query }) => listUptime(deps, query)),
    serve(ListPresentSignals, ({ query }) => listPresentSignals(deps, query.since)),
    serve(heartbeats.get, ({ params }) => beat(params.token, false)),
    serve(heartbeats.post, ({ params }) => beat(params.token, false)),
    serve(heartbeats.getFail, ({ params }) => beat(params.token, true)),
    serve(heartbeats.postFail, ({ params }) => beat(params.token, true)),
  ]
}

function schedules(context: Context<MonitorConfig>, engine: Engine): Schedule[] {
  const { evaluator, journal, rollupJob, runner, storage } = engine
  const { dead_man } = context.settings
  const isWell = () => runner.isOnTime() && journal.isStoring() && storage.outage === null
  const repeated = [
    every(5_000, 'mark that the lookout is alive', engine.writeSeen),
    every(10_000, 'tell what has stopped flapping', () => evaluator.endFlapping()),
    every(15_000, 'compact results', () => journal.compact()),
    every(60_000, 'look at the disk', () => storage.checkDisk()),
    every(60_000, 'roll up and delete old results', () => rollupJob.run()),
  ]
  if (!dead_man) return repeated
  const ping = () => pingDeadMan({ ...context, isWell }, dead_man.url)
  return [...repeated, every(dead_man.every * 1000, 'dead-man ping', ping)]
}
