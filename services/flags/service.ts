import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { basePath } from '../../kit/http/base-path.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService } from '../../kit/service/service.ts'
import { FlagsConfig } from './config.ts'
import { serveAdmin } from './definitions/admin-routes.ts'
import { serveDefinitions } from './definitions/definition-routes.ts'
import type { StoredFlag } from './definitions/flag.ts'
import { FlagFile } from './definitions/flag-file.ts'
import { FlagStore } from './definitions/flag-store.ts'
import { placed, readFlagFile } from './definitions/read-flag-file.ts'
import { demo } from './demo.ts'
import { EnvironmentStore, streamSecret } from './environments/environment-store.ts'
import { FlagCache } from './environments/flag-cache.ts'
import { JsonColumnStore } from './environments/json-column-store.ts'
import { loadEnvironments, pollEnvironments } from './environments/load-environments.ts'
import { NextDue } from './environments/next-due.ts'
import { serveProjects } from './environments/project-routes.ts'
import { EvaluationCountStore } from './evaluation/evaluation-count-store.ts'
import { EvaluationCounts } from './evaluation/evaluation-counts.ts'
import { serveEvaluation } from './evaluation/evaluation-routes.ts'
import { FlagStreams, heartbeatMs } from './evaluation/flag-streams.ts'
import { LastEvaluated } from './evaluation/last-evaluated.ts'
import { declareMetrics } from './flag-metrics.ts'
import type { StoredChangeRequest } from './governance/change-request.ts'
import { ChangeStore } from './governance/change-store.ts'
import { serveGovernance } from './governance/governance-routes.ts'
import { MemberStore } from './governance/member-store.ts'
import { copyOfUsers } from './governance/user-copy.ts'
import { applyLeases } from './leases/apply-leases.ts'
import { copyOfIncidents } from './leases/incident-copy.ts'
import { IncidentRuleStore } from './leases/incident-rule-store.ts'
import { serveLeases } from './leases/lease-routes.ts'
import { LeaseStore } from './leases/lease-store.ts'
import { createFlags } from './migrations/0001-create-flags.ts'
import { createLeases } from './migrations/0002-create-leases.ts'
import { createRollouts } from './migrations/0003-create-rollouts.ts'
import { createPeople } from './migrations/0004-create-people.ts'
import { keepRoles } from './migrations/0005-keep-roles.ts'
import { moveCopies } from './migrations/0006-move-copies.ts'
import { wordReasons } from './migrations/0007-word-reasons.ts'
import { copyOfComponents } from './rollouts/component-copy.ts'
import type { StoredRamp } from './rollouts/ramp.ts'
import type { StoredSchedule } from './rollouts/rollout.ts'
import { serveRollouts } from './rollouts/rollout-routes.ts'
import { advanceGuardedRamps, runRollouts, updateNextDue } from './rollouts/run-rollouts.ts'

const flushEveryMs = 10_000
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const countsKeptMs = 90 * dayMs

/** Feature flags: definitions, evaluation, and who changed what. */
export const flags = defineService({
  name: 'flags',
  instances: 'many',
  config: FlagsConfig,
  validateFiles: ({ flags: { file } }, base) =>
    file === undefined
      ? []
      : readFlagFile(resolve(base, file)).problems.map(problem => ({
          path: ['flags', 'file'],
          severity: problem.severity,
          message: placed(file, problem),
        })),
  migrations: {
    '0001-create-flags': createFlags,
    '0002-create-leases': createLeases,
    '0003-create-rollouts': createRollouts,
    '0004-create-people': createPeople,
    '0005-keep-roles': keepRoles,
    '0006-move-copies': moveCopies,
    '0007-word-reasons': wordReasons,
  },
  secrets: [streamSecret],
  demo,
  async start(context) {
    const { config, store, clock, base_directory } = context
    let settings = config.flags
    const deps = depsOf(context, () => settings)
    const { cache, counts, countStore, lastEvaluated, nextDue, incidents, environments } = deps
    const copies = [incidents, deps.components, deps.users]
    await loadEnvironments(deps)
    const streams = new FlagStreams(clock, {
      base: basePath(context.settings.public_url),
      secret: await store.transaction(() => environments.secret('streams', () => randomBytes(32).toString('hex'))),
      connections: () => settings.streams,
      revisionOf: ref => cache.get(ref)?.environment.revision ?? 0,
    })
    cache.onChange(ref => streams.notify(ref))
    const file = new FlagFile(deps, base_directory)
    await file.follow(settings.file)
    declareMetrics(context.metrics, { cache, counts, leases: deps.leases, streams, file })
    return {
      serves: [
        ...serveEvaluation({ cache, clock, streams, isPublic: () => settings.public_evaluation }),
        ...serveDefinitions(deps),
        ...serveAdmin(deps),
        ...serveLeases(deps),
        ...serveGovernance(deps),
        ...serveProjects(deps),
        ...serveRollouts(deps),
      ],
      reacts: copies.flatMap(copy => copy.reactions),
      schedules: [
        ...copies.flatMap(copy => copy.schedules),
        every(flushEveryMs, 'keep how often flags were evaluated', () => counts.flush()),
        every(heartbeatMs, 'say that event streams are alive', () => streams.beat()),
        every(1_000, 'take, quiet and end leases', async () => {
          if (nextDue.leases <= clock.now()) await applyLeases(deps)
        }),
        every(1_000, 'make planned changes and move ramps', async () => {
          if (nextDue.rollouts <= clock.now()) await runRollouts(deps)
        }),
        // Several processes may work on one PostgreSQL.
        ...(store.engine === 'postgres'
          ? [
              every(1_000, 'see what other processes have changed', () => pollEnvironments(deps)),
              every(30_000, 'see what other processes have planned', () => nextDue.setAll(0)),
            ]
          : []),
        every(hourMs, 'see which flags are stale', () => lastEvaluated.load(countStore)),
        periodically(dayMs, 'forget old counts of evaluations', () =>
          store.transaction(async () => {
            await countStore.prune(iso(clock.now() - countsKeptMs))
            await incidents.deleteLabelledBefore(iso(clock.now() - countsKeptMs))
          }),
        ),
      ],
      checkReload: next => file.check(next.flags.file),
      reload: async next => {
        settings = next.flags
        await file.follow(settings.file)
      },
      onReady: async () => {
        for (const copy of copies) await copy.begin()
        await lastEvaluated.load(countStore)
        await applyLeases(deps)
        await updateNextDue(deps)
      },
      stop: async () => {
        file.stop()
        streams.stop()
        await counts.flush()
      },
    }
  },
})

function depsOf(context: Context<FlagsConfig>, settings: () => FlagsConfig['flags']) {
  const { store, publish, clock, log, workers } = context
  const cache = new FlagCache()
  const members = new MemberStore(store)
  const countStore = new EvaluationCountStore(store)
  const lastEvaluated = new LastEvaluated(clock)
  const deps = {
    store,
    publish,
    clock,
    log,
    workers,
    cache,
    members,
    countStore,
    lastEvaluated,
    counts: new EvaluationCounts({ cache, counts: countStore, store, clock }),
    flags: new FlagStore(store),
    environments: new EnvironmentStore(store),
    changes: new ChangeStore(store),
    rules: new IncidentRuleStore(store),
    leases: new LeaseStore(store),
    incidents: copyOfIncidents(context, (): Promise<void> => applyLeases(deps)),
    requests: new JsonColumnStore<StoredChangeRequest>(store, 'change_request'),
    schedules: new JsonColumnStore<StoredSchedule>(store, 'scheduled_change'),
    ramps: new JsonColumnStore<StoredRamp>(store, 'ramp'),
    components: copyOfComponents(context, (slug): Promise<void> => advanceGuardedRamps(deps, slug)),
    users: copyOfUsers({ ...context, members }),
    nextDue: new NextDue(),
    flipsPerHour: () => settings().automatic_flips_per_hour,
    staleness: (flag: StoredFlag) => lastEvaluated.of(flag),
  }
  return deps
}
