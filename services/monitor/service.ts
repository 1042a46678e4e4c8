import { ExportConfig, GetCheckDefinition, PauseCheck, ResumeCheck, TryCheck } from '../../contracts/check-work.ts'
import { ImportFile } from '../../contracts/imports.ts'
import { ComponentChanged } from '../../contracts/incidents.ts'
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
} from '../../contracts/monitor.ts'
import { ListPresentSignals } from '../../contracts/present-signals.ts'
import { streamReply } from '../../kit/http/stream-reply.ts'
import { every, type Schedule } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, react, type Served, serve } from '../../kit/service/service.ts'
import { configProblems, MonitorConfig } from './config.ts'
import { pingDeadMan } from './connectivity/dead-man.ts'
import { createTrial } from './definitions/dry-run.ts'
import { exportConfig } from './definitions/export-config.ts'
import { followComponent } from './definitions/link-component.ts'
import { listChecks } from './definitions/list-checks.ts'
import { rivals } from './definitions/name-conflicts.ts'
import { pauseCheck, resumeCheck } from './definitions/pause-check.ts'
import { presentCheck, presentResult } from './definitions/present-check.ts'
import { readDefinition } from './definitions/read-definition.ts'
import { secrets } from './definitions/secrets.ts'
import { writeCheck } from './definitions/write-definition.ts'
import { demo } from './demo.ts'
import { type Lookout, openLookout } from './engine.ts'
import { listPresentSignals } from './evaluation/list-present-signals.ts'
import { replayCommand } from './evaluation/replay-command.ts'
import { monitorHealth } from './health.ts'
import { importCommands } from './imports/import-commands.ts'
import { importFile } from './imports/import-file.ts'
import { declareMetrics } from './metrics.ts'
import { createChecks } from './migrations/0001-create-checks.ts'
import { createResults } from './migrations/0002-create-results.ts'
import { createMaintenances } from './migrations/0003-create-maintenances.ts'
import { hideSecrets } from './migrations/0004-hide-secrets.ts'
import { moveMaintenances } from './migrations/0005-move-maintenances.ts'
import { checkKinds } from './probes/index.ts'
import { listResults, listRollups } from './results/list-results.ts'
import { checkCommand } from './scheduling/check-command.ts'
import { hearBeat } from './scheduling/receive-heartbeat.ts'
import { runCheck } from './scheduling/run-check.ts'
import { listUptime } from './uptime/list-uptime.ts'

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
    const lookout = await openLookout(context)
    const { runner, judge, recorder, journal, keeper, storage } = lookout
    declareMetrics(context.metrics, { ...lookout, isBlind: () => judge.isBlind(), clock: context.clock })
    const forgetJumps = context.clock.onJump(jump => judge.jump(jump))
    return {
      serves: [...operations(context, lookout), ...work(context, lookout)],
      reacts: [
        react(ComponentChanged, event => followComponent(context.store, lookout.definitions, event.data)),
        ...lookout.windows.reactions,
      ],
      schedules: [...lookout.windows.schedules, ...schedules(context, lookout)],
      health: () => monitorHealth(lookout),
      behind: () => recorder.waiting > 0,
      checkReload: config => rivals(config, lookout.checks),
      reload: lookout.apply,
      onReady: async () => {
        lookout.begin()
        await lookout.windows.begin()
      },
      stop: async () => {
        forgetJumps()
        keeper.stop()
        storage.stop()
        await runner.stop()
        judge.stop()
        await recorder.stop()
        await journal.stop()
        await lookout.markSeen()
      },
    }
  },
})

function operations(context: Context<MonitorConfig>, lookout: Lookout): Served[] {
  const { store, clock, redactor } = context
  const { checks, definitions, journal, recorder, runner, uptime } = lookout
  const reading = { store, journal, clock }
  const hearing = { checks, recorder, runner, clock }
  const numberOf = (id: string) => definitions.get(id).check.number
  const beat = (token: string, failed: boolean) => hearBeat(hearing, { token, failed })
  return [
    serve(ListChecks, ({ query, caller }) => listChecks(checks, query, { caller, redactor })),
    serve(GetCheck, ({ params, caller }) => presentCheck(definitions.get(params.id), { caller, redactor })),
    serve(CreateCheck, async ({ body, caller }) =>
      presentCheck(await definitions.create(readDefinition(body)), { caller, redactor }),
    ),
    serve(UpdateCheck, async ({ params, body, caller }) => {
      const { definition: stored, unreadable } = definitions.get(params.id).check
      const updated = await definitions.update(params.id, readDefinition(body, { stored, unreadable, redactor }))
      return presentCheck(updated, { caller, redactor })
    }),
    serve(DeleteCheck, async ({ params }) => {
      await definitions.archive(params.id)
      return null
    }),
    serve(ImportFile, ({ body }) => importFile({ ...context, definitions }, body)),
    serve(RunCheck, async ({ params }) => presentResult(await runCheck(runner, definitions.get(params.id)))),
    serve(ListResults, ({ params, query }) => listResults(reading, numberOf(params.id), query)),
    serve(ListRollups, ({ params, query }) => listRollups(reading, numberOf(params.id), { step: 'hour', ...query })),
    serve(GetUptime, ({ params, query }) => uptime.read(definitions.get(params.id).check.id, query.days ?? 90)),
    serve(ListUptime, ({ query }) => listUptime({ checks, uptime }, query)),
    serve(ListPresentSignals, ({ query }) => listPresentSignals({ ...lookout, clock }, query.since)),
    serve(ListCheckKinds, () => ({
      items: checkKinds.map(({ kind, summary, schema }) => ({ kind, summary, schema })),
    })),
    serve(heartbeats.get, ({ params }) => beat(params.token, false)),
    serve(heartbeats.post, ({ params }) => beat(params.token, false)),
    serve(heartbeats.getFail, ({ params }) => beat(params.token, true)),
    serve(heartbeats.postFail, ({ params }) => beat(params.token, true)),
  ]
}

/** What people do with checks beyond having them. */
function work({ clock, network, call, redactor }: Context<MonitorConfig>, lookout: Lookout): Served[] {
  const { checks, definitions, monitoring } = lookout
  const knownOf = (id: string) => {
    const { definition: stored, unreadable } = definitions.get(id).check
    return { stored, unreadable, redactor }
  }
  const trial = createTrial({
    ...{ clock, network, redactor, knownOf },
    defaultTimeout: () => monitoring().default_timeout,
  })
  return [
    serve(GetCheckDefinition, ({ params }) => writeCheck(definitions.get(params.id).check, redactor)),
    serve(TryCheck, ({ body, query, caller }) => trial({ body, like: query.like, caller })),
    serve(PauseCheck, async ({ params, caller }) =>
      presentCheck(await pauseCheck(lookout, params.id), { caller, redactor }),
    ),
    serve(ResumeCheck, async ({ params, caller }) =>
      presentCheck(await resumeCheck(lookout, params.id), { caller, redactor }),
    ),
    serve(ExportConfig, () =>
      streamReply(exportConfig(checks, { call, redactor }), {
        'content-type': 'application/yaml; charset=utf-8',
        'content-disposition': 'inline; filename="vigie-by-hand.yaml"',
      }),
    ),
  ]
}

function schedules({ settings, clock, log, network }: Context<MonitorConfig>, lookout: Lookout): Schedule[] {
  const { judge, journal, keeper, runner, storage } = lookout
  const { dead_man } = settings
  const isWell = () => runner.isWell() && journal.isWell() && storage.outage === null
  return [
    every(5_000, 'mark that the lookout is alive', lookout.markSeen),
    every(10_000, 'tell what has stopped flapping', () => judge.settle()),
    every(15_000, 'compact results', () => journal.compact()),
    every(60_000, 'look at the disk', () => storage.lookAtDisk()),
    every(60_000, 'roll up and delete old results', () => keeper.run()),
    ...(dead_man
      ? [
          every(dead_man.every * 1000, 'dead-man ping', () =>
            pingDeadMan({ url: dead_man.url, clock, log, network, isWell }),
          ),
        ]
      : []),
  ]
}
