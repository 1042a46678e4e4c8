import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { v7 as uuid } from 'uuid'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically, type Schedule } from '../../kit/schedule/schedule.ts'
import { type Context, defineService } from '../../kit/service/service.ts'
import { FlagsConfig } from './config.ts'
import { serveAdmin } from './definitions/admin-routes.ts'
import { serveDefinitions } from './definitions/definition-routes.ts'
import { defaultPlace, type Place, placeName } from './definitions/flag.ts'
import { FlagFile } from './definitions/flag-file.ts'
import { FlagStore } from './definitions/flag-store.ts'
import { placed, readFlagFile } from './definitions/read-flag-file.ts'
import { demo } from './demo.ts'
import { EnvironmentStore } from './environments/environment-store.ts'
import { Board } from './environments/flag-cache.ts'
import { RestStore } from './environments/json-column-store.ts'
import { loadPlaces } from './environments/load-environments.ts'
import { Agenda } from './environments/next-due.ts'
import { followPlaces, lookAgain } from './environments/poll-environments.ts'
import { serveProjects } from './environments/project-routes.ts'
import { EvaluationCountStore } from './evaluation/evaluation-count-store.ts'
import { EvaluationCounts } from './evaluation/evaluation-counts.ts'
import { serveEvaluation } from './evaluation/evaluation-routes.ts'
import { FlagStreams, heartbeatMs } from './evaluation/flag-streams.ts'
import { StaleMarks } from './evaluation/last-evaluated.ts'
import { declareMetrics } from './flag-metrics.ts'
import type { StoredRequest } from './governance/change-request.ts'
import { ChangeStore } from './governance/change-store.ts'
import { serveGovernance } from './governance/governance-routes.ts'
import { MemberStore } from './governance/member-store.ts'
import { copyOfPeople } from './governance/user-copy.ts'
import { judgeLeases } from './leases/apply-leases.ts'
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
import { copyOfComponents } from './rollouts/component-copy.ts'
import type { StoredRamp } from './rollouts/ramp.ts'
import { serveRollouts } from './rollouts/rollout-routes.ts'
import { planRollouts, runRollouts } from './rollouts/run-rollouts.ts'
import type { StoredSchedule } from './rollouts/schedule.ts'
import { secrets } from './secrets.ts'
import type { Work } from './work.ts'

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
          ...{ path: ['flags', 'file'], severity: problem.severity, message: placed(file, problem) },
        })),
  migrations: {
    '0001-create-flags': createFlags,
    '0002-create-leases': createLeases,
    '0003-create-rollouts': createRollouts,
    '0004-create-people': createPeople,
    '0005-keep-roles': keepRoles,
    '0006-move-copies': moveCopies,
  },
  secrets,
  demo,
  async start(context) {
    const { config, store, clock, base_directory } = context
    let settings = config.flags
    const marks = new StaleMarks(clock)
    const work = workOf(context, marks, () => settings.automatic_flips_per_hour)
    const { countStore } = work
    const copies = [work.incidents, work.components, work.people]
    await loadPlaces(work)
    const streams = new FlagStreams(clock, {
      secret: await store.transaction(() => work.environments.secret('streams', () => randomBytes(32).toString('hex'))),
      connections: () => settings.streams,
      revisionOf: place => work.board.at(place)?.environment.revision ?? 0,
    })
    work.board.onChange(place => streams.tell(place))
    const file = new FlagFile(work, base_directory)
    await file.follow(settings.file)
    declareMetrics(context.metrics, work, streams, () => file.problems.length)
    const evaluator = { board: work.board, clock, streamsOf: streamsJson(streams) }
    return {
      serves: [
        ...serveEvaluation(work, { evaluator, streams, isPublic: () => settings.public_evaluation }),
        ...serveDefinitions(work),
        ...serveAdmin(work, context.workers),
        ...serveLeases(work),
        ...serveGovernance(work),
        ...serveProjects(work),
        ...serveRollouts(work),
      ],
      reacts: copies.flatMap(copy => copy.reactions),
      schedules: [
        ...copies.flatMap(copy => copy.schedules),
        every(flushEveryMs, 'keep how often flags were evaluated', () => work.counts.flush()),
        every(heartbeatMs, 'say that event streams are alive', () => streams.beat()),
        every(1_000, 'take, quiet and end leases', async () => {
          if (work.agenda.isDue('leases', clock.now())) await judgeLeases(work)
        }),
        every(1_000, 'make planned changes and move ramps', async () => {
          if (work.agenda.isDue('rollouts', clock.now())) await runRollouts(work)
        }),
        ...(store.engine === 'postgres' ? followOthers(work) : []),
        every(hourMs, 'see which flags are stale', () => marks.read(countStore)),
        periodically(dayMs, 'forget old counts of evaluations', () =>
          store.transaction(async () => {
            await countStore.prune(iso(clock.now() - countsKeptMs))
            await work.incidents.deleteLabelledBefore(iso(clock.now() - countsKeptMs))
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
        await marks.read(countStore)
        await judgeLeases(work)
        await planRollouts(work)
      },
      stop: async () => {
        file.stop()
        streams.stop()
        await work.counts.flush()
      },
    }
  },
})

/** Several processes may work on one PostgreSQL. */
function followOthers(work: Work): Schedule[] {
  return [
    every(1_000, 'see what other processes have changed', () => followPlaces(work)),
    every(30_000, 'see what other processes have planned', () => lookAgain(work)),
  ]
}

function workOf(context: Context<FlagsConfig>, marks: StaleMarks, flipsAnHour: () => number): Work {
  const { store, publish, clock, log } = context
  const board = new Board()
  const countStore = new EvaluationCountStore(store)
  const work: Work = {
    ...{ store, publish, clock, log, board },
    flags: new FlagStore(store),
    environments: new EnvironmentStore(store),
    changes: new ChangeStore(store),
    members: new MemberStore(store),
    countStore,
    counts: new EvaluationCounts({ board, counts: countStore, store, clock }),
    rules: new IncidentRuleStore(store),
    leases: new LeaseStore(store),
    incidents: copyOfIncidents(context, () => work),
    requests: new RestStore<StoredRequest>(store, 'change_request'),
    schedules: new RestStore<StoredSchedule>(store, 'scheduled_change'),
    ramps: new RestStore<StoredRamp>(store, 'ramp'),
    components: copyOfComponents(context, () => work),
    people: copyOfPeople(context, () => work),
    agenda: new Agenda(),
    flipsAnHour,
    staleness: flag => marks.of(flag),
    newId: uuid,
  }
  return work
}

/** Made once for each environment. */
function streamsJson(streams: FlagStreams): (place: Place) => string {
  const known = new Map<string, string>()
  return place => {
    const name = placeName(place)
    const text = known.get(name) ?? streamsJsonOf(streams, place)
    known.set(name, text)
    return text
  }
}

function streamsJsonOf(streams: FlagStreams, place: Place): string {
  const isDefault = place.project === defaultPlace.project && place.environment === defaultPlace.environment
  const where = isDefault ? '' : `project=${place.project}&environment=${place.environment}&`
  const requestUri = `/ofrep/v1/events?${where}ticket=${streams.ticketOf(place)}`
  return JSON.stringify([{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }])
}
