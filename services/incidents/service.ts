import { resolve } from 'node:path'
import { Type } from 'typebox'
import { FlagLeaseChanged } from '../../contracts/flags/flag-leases.ts'
import { FlagChanged } from '../../contracts/flags/flags.ts'
import { UserChanged } from '../../contracts/identity/access.ts'
import { ImportStatuspage } from '../../contracts/imports.ts'
import * as shared from '../../contracts/incidents/incident-collaboration.ts'
import { GetIncidentStats } from '../../contracts/incidents/incident-statistics.ts'
import * as contract from '../../contracts/incidents/incidents.ts'
import * as planned from '../../contracts/incidents/maintenance.ts'
import { SignalChanged } from '../../contracts/incidents/signal.ts'
import { unknownSince } from '../../contracts/incidents/unknown-since.ts'
import { CheckArchived, CheckDefined } from '../../contracts/monitor/monitor.ts'
import { ProviderChanged } from '../../contracts/providers.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import type { StorageView } from '../../kit/health/store-watch.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, react, serve } from '../../kit/service/service.ts'
import { recordFlagChange, recordFlagLease, recordProvider } from './causes/causes.ts'
import * as components from './components/change-component.ts'
import { publicComponent } from './components/component-store.ts'
import { registerCheck, unregisterCheck } from './components/register-component.ts'
import { demo } from './demo.ts'
import { keepFilesCurrent } from './files/write-incident-files.ts'
import { importSentStatuspage } from './imports/import-statuspage.ts'
import { adjustClockStep } from './lifecycle/adjust-clock-step.ts'
import * as incident from './lifecycle/change-incident.ts'
import { incidentCommands } from './lifecycle/incident-commands.ts'
import { linkIncidents, mergeIncident, unlinkIncidents } from './lifecycle/link-incidents.ts'
import * as lists from './lifecycle/list-incidents.ts'
import { advanceMaintenances, NextDue } from './maintenance/advance-maintenances.ts'
import * as maintenances from './maintenance/change-maintenance.ts'
import { listMaintenanceWindows } from './maintenance/list-maintenance-windows.ts'
import { publicMaintenance } from './maintenance/maintenance.ts'
import { migrations } from './migrations/migrations.ts'
import * as people from './people/assign.ts'
import { listPostmortemVersions, readPostmortem, savePostmortem } from './postmortems/postmortems.ts'
import { applySignal, type Rules } from './signals/apply-signal.ts'
import { declareMetrics } from './statistics/metrics.ts'
import { readStatistics } from './statistics/read-statistics.ts'
import { closingStatistics } from './statistics/statistics.ts'
import { StatisticsStore } from './statistics/statistics-store.ts'
import { storesOn } from './stores.ts'

const Config = Type.Object({
  incidents: Type.Object(
    {
      reopen_within: Duration({
        default: 300,
        description: 'What fails again so soon after its recovery is the same incident, not a new one.',
      }),
      open_on: Type.Array(Type.String(), {
        default: [],
        description: 'Sources that may open incidents though they are not certain: reports, providers.',
      }),
    },
    { default: {}, additionalProperties: false, description: 'When trouble becomes an incident.' },
  ),
})

const dayMs = 86_400_000
/** Longer than any event can be late. */
const episodesKeptMs = 30 * dayMs

export const incidents = defineService({
  name: 'incidents',
  demo,
  config: Config,
  migrations,
  commands: incidentCommands,
  start: context => {
    const { store, clock, settings, log } = context
    let rules = context.config.incidents
    const { files, ...deps } = depsOf(context, () => rules)
    declareMetrics(context.metrics, deps.statistics, deps.components)
    const unsubscribe = clock.onJump(({ kind, by }) => {
      // Should the database be away just now: the next signal of each outage brings its right times along.
      if (kind === 'step')
        adjustClockStep(deps, by).catch(err => log.error({ err }, 'times of open incidents not moved'))
    })
    return {
      serves: [
        ...servedComponents(deps, context.storage),
        ...servedIncidents(deps),
        ...servedMaintenances(deps),
        ...servedCollaboration(deps),
      ],
      reacts: [
        react(SignalChanged, async ({ data }) => {
          await advanceMaintenances(deps)
          await applySignal(deps, data)
        }),
        react(CheckDefined, ({ data }) => registerCheck(deps, data)),
        react(UserChanged, ({ data }) => people.recordUser(deps, data)),
        react(ProviderChanged, ({ data }) => recordProvider(deps, data)),
        react(CheckArchived, ({ data }) => unregisterCheck(deps, data)),
        react(FlagChanged, ({ data }) => recordFlagChange(deps, data)),
        react(FlagLeaseChanged, ({ data }) => recordFlagLease(deps, data)),
      ],
      schedules: [
        every(1000, 'begin and end maintenance', async () => {
          if (deps.nextDue.isBy(iso(clock.now()))) await store.transaction(() => advanceMaintenances(deps))
        }),
        periodically(dayMs, 'forget ended episodes', () =>
          store.transaction(() => deps.episodes.forgetEndedBefore(iso(clock.now() - episodesKeptMs))),
        ),
      ],
      reload: config => {
        rules = config.incidents
      },
      onReady: () => files.wake(),
      closing: async () => closingStatistics(await deps.statistics.totals({}), settings.language),
      stop: () => {
        unsubscribe()
        return files.stop()
      },
    }
  },
})

type Deps = Omit<ReturnType<typeof depsOf>, 'files'>

function depsOf({ store, publish, clock, log, settings, workers, base_directory }: Context, rules: () => Rules) {
  const directory = resolve(base_directory, settings.logging.incidents_dir)
  const stores = storesOn(store, settings.language)
  const files = keepFilesCurrent({ store, incidents: stores.incidents, directory, clock, log })
  return {
    ...stores,
    statistics: new StatisticsStore(store),
    nextDue: new NextDue(),
    publish,
    clock,
    workers,
    language: settings.language,
    timeZone: settings.time_zone,
    rules,
    files,
    fileDue: () => files.wake(),
  }
}

/** What one of them cannot store is known to nobody here. */
const storageChain = ['monitor', 'incidents']

function servedComponents(deps: Deps, storage: StorageView) {
  const known = <Shown extends contract.Component>(component: Shown): Shown => {
    const outage = storage.unheard(storageChain)
    return outage ? unknownSince(component, iso(outage.since)) : component
  }
  return [
    serve(contract.ListComponents, async request => {
      const page = await components.listComponents(deps.components, request)
      // A copy keeps what was stored; whoever shows it knows of the outage, too.
      return request.caller.kind === 'service' ? page : { ...page, items: page.items.map(known) }
    }),
    serve(contract.GetComponent, async ({ params }) =>
      known(publicComponent(await components.findComponent(deps.components, params.id))),
    ),
    serve(contract.CreateComponent, request => components.createComponent(deps, request)),
    serve(contract.UpdateComponent, request => components.updateComponent(deps, request)),
    serve(contract.DeleteComponent, request => components.deleteComponent(deps, request)),
  ]
}

function servedIncidents(deps: Deps) {
  return [
    serve(contract.ListIncidents, request => lists.listIncidents(deps, request)),
    serve(GetIncidentStats, request => readStatistics(deps, request)),
    serve(contract.CreateIncident, request => incident.openIncident(deps, request)),
    serve(contract.GetIncident, ({ params }) => incident.findIncident(deps.incidents, params.id)),
    serve(contract.AcknowledgeIncident, request => incident.acknowledgeIncident(deps, request)),
    serve(contract.SetIncidentStatus, request => incident.setIncidentStatus(deps, request)),
    serve(contract.AddTimelineEntry, request => incident.addTimelineEntry(deps, request)),
  ]
}

function servedMaintenances(deps: Deps) {
  return [
    serve(planned.ListMaintenances, request => maintenances.listMaintenances(deps, request)),
    serve(planned.ListMaintenanceWindows, request => listMaintenanceWindows(deps.maintenances, request)),
    serve(planned.GetMaintenance, async ({ params }) =>
      publicMaintenance(await maintenances.findMaintenance(deps.maintenances, params.id)),
    ),
    serve(planned.CreateMaintenance, request => maintenances.createMaintenance(deps, request)),
    serve(planned.UpdateMaintenance, request => maintenances.updateMaintenance(deps, request)),
    serve(planned.CancelMaintenance, request => maintenances.cancelMaintenance(deps, request)),
  ]
}

function servedCollaboration(deps: Deps) {
  return [
    serve(ImportStatuspage, request => importSentStatuspage(deps, request)),
    serve(shared.AssignIncident, request => people.assignIncident(deps, request)),
    serve(shared.SetIncidentRole, request => people.setIncidentRole(deps, request)),
    serve(shared.FollowIncident, request => people.followIncident(deps, request, true)),
    serve(shared.UnfollowIncident, request => people.followIncident(deps, request, false)),
    serve(shared.GetFollowing, request => people.isFollowing(deps, request)),
    serve(shared.ListPeople, () => people.listPeople(deps.people)),
    serve(shared.ListMyIncidents, request => lists.listFollowed(deps, request)),
    serve(shared.ListUserIncidents, request => lists.listFollowedBy(deps, request)),
    serve(shared.GetPostmortem, request => readPostmortem(deps, request)),
    serve(shared.SavePostmortem, request => savePostmortem(deps, request)),
    serve(shared.ListPostmortemVersions, request => listPostmortemVersions(deps, request)),
    serve(shared.MergeIncident, request => mergeIncident(deps, request)),
    serve(shared.LinkIncident, request => linkIncidents(deps, request)),
    serve(shared.UnlinkIncident, request => unlinkIncidents(deps, request)),
    serve(shared.ExportIncidents, request => lists.exportIncidents(deps, request)),
  ]
}
