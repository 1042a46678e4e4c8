import { resolve } from 'node:path'
import { Type } from 'typebox'
import { UserChanged } from '../../contracts/access.ts'
import { FlagLeaseChanged } from '../../contracts/flag-leases.ts'
import { FlagChanged } from '../../contracts/flags.ts'
import { ImportStatuspage } from '../../contracts/imports.ts'
import { GetIncidentStats } from '../../contracts/incident-statistics.ts'
import * as shared from '../../contracts/incident-work.ts'
import * as contract from '../../contracts/incidents.ts'
import * as planned from '../../contracts/maintenance.ts'
import { CheckArchived, CheckDefined } from '../../contracts/monitor.ts'
import { ProviderChanged } from '../../contracts/providers.ts'
import { SignalChanged } from '../../contracts/signal.ts'
import { unknownSince } from '../../contracts/unknown-since.ts'
import { Duration } from '../../kit/config/schema/duration.ts'
import type { StorageView } from '../../kit/health/store-watch.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { every, periodically } from '../../kit/schedule/schedule.ts'
import { type Context, defineService, react, serve } from '../../kit/service/service.ts'
import { hearProvider } from './causes/suspect-causes.ts'
import { hearFlagChange, hearFlagLease } from './causes/suspect-flags.ts'
import {
  archiveComponentByHand,
  createComponent,
  findComponent,
  updateComponent,
} from './components/change-component.ts'
import { shown } from './components/component-store.ts'
import { archiveComponent, defineComponent } from './components/register-component.ts'
import { demo } from './demo.ts'
import { followIncidents } from './files/write-incident-files.ts'
import { importSentStatuspage } from './imports/import-statuspage.ts'
import { shiftTimes } from './lifecycle/adjust-clock-step.ts'
import { acknowledgeIncident, addTimelineEntry, findIncident, setIncidentStatus } from './lifecycle/change-incident.ts'
import { incidentCommands } from './lifecycle/incident-commands.ts'
import { IncidentStore } from './lifecycle/incident-store.ts'
import { linkIncidents, mergeIncident, unlinkIncidents } from './lifecycle/link-incidents.ts'
import {
  exportIncidents,
  listComponents,
  listFollowed,
  listFollowedBy,
  listIncidents,
} from './lifecycle/list-incidents.ts'
import { openIncident } from './lifecycle/open-incident.ts'
import { shownMaintenance, turnMaintenances } from './maintenance/advance-maintenances.ts'
import {
  cancelMaintenance,
  createMaintenance,
  findMaintenance,
  listMaintenances,
  updateMaintenance,
} from './maintenance/change-maintenance.ts'
import { listWindows } from './maintenance/list-maintenance-windows.ts'
import { migrations } from './migrations/migrations.ts'
import { assignIncident, followIncident, hearUser, isFollowing, listPeople, setIncidentRole } from './people/assign.ts'
import { readPostmortem, savePostmortem } from './postmortems/postmortems.ts'
import { hearSignal } from './signals/apply-signal.ts'
import { declareMetrics } from './statistics/metrics.ts'
import { readStatistics } from './statistics/read-statistics.ts'
import { closingStatistics } from './statistics/statistics.ts'
import { StatisticsStore } from './statistics/statistics-store.ts'
import type { Work } from './work.ts'
import { workOn } from './work-on.ts'

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
    const { store, clock, settings, log, storage } = context
    const statistics = new StatisticsStore(store)
    let rules = context.config.incidents
    const { work, files } = workOf(context, () => rules)
    declareMetrics(context.metrics, statistics, work.components)
    const unsubscribe = clock.onJump(({ kind, by }) => {
      // Should the database be away just now: the next signal of each outage brings its right times along.
      if (kind === 'step') shiftTimes(work, by).catch(err => log.error({ err }, 'times of open incidents not moved'))
    })
    return {
      serves: [...served(work, statistics, storage), ...servedMaintenances(work), ...servedWork(work, context.workers)],
      reacts: [
        react(SignalChanged, ({ data }) => hearSignal(work, data)),
        react(CheckDefined, ({ data }) => defineComponent(work, data)),
        react(UserChanged, ({ data }) => hearUser(work, data)),
        react(ProviderChanged, ({ data }) => hearProvider(work, data)),
        react(CheckArchived, ({ data }) => archiveComponent(work, data)),
        react(FlagChanged, ({ data }) => hearFlagChange(work, data)),
        react(FlagLeaseChanged, ({ data }) => hearFlagLease(work, data)),
      ],
      schedules: [
        every(1000, 'begin and end maintenance', async () => {
          if (work.agenda.isDue(iso(clock.now()))) await store.transaction(() => turnMaintenances(work))
        }),
        periodically(dayMs, 'forget ended episodes', () =>
          store.transaction(() => work.episodes.forgetEndedBefore(iso(clock.now() - episodesKeptMs))),
        ),
      ],
      reload: config => {
        rules = config.incidents
      },
      onReady: () => files.wake(),
      closing: async () => closingStatistics(await statistics.totals({}), settings.language),
      stop: () => {
        unsubscribe()
        return files.stop()
      },
    }
  },
})

function workOf({ store, publish, clock, log, settings, base_directory }: Context, rules: Work['rules']) {
  const directory = resolve(base_directory, settings.logging.incidents_dir)
  const files = followIncidents({ store, incidents: new IncidentStore(store), directory, clock, log })
  const { language, time_zone } = settings
  const fileDue = (): void => files.wake()
  return { work: workOn({ store, publish, clock, language, timeZone: time_zone, rules, fileDue }), files }
}

/** What one of them cannot store is known to nobody here. */
const storageChain = ['monitor', 'incidents']

function served(work: Work, statistics: StatisticsStore, storage: StorageView) {
  const known = <Shown extends contract.Component>(component: Shown): Shown => {
    const outage = storage.unheard(storageChain)
    return outage ? unknownSince(component, iso(outage.since)) : component
  }
  return [
    serve(contract.ListComponents, async ({ query, caller }) => {
      const page = await listComponents(work, query)
      // A copy keeps what was stored; whoever shows it knows of the outage, too.
      return caller.kind === 'service' ? page : { ...page, items: page.items.map(known) }
    }),
    serve(contract.GetComponent, async ({ params }) => known(shown(await findComponent(work, params.id)))),
    serve(contract.CreateComponent, async ({ body, caller }) => shown(await createComponent(work, body, caller))),
    serve(contract.UpdateComponent, async ({ params, body, caller }) =>
      shown(await updateComponent(work, { params, body }, caller)),
    ),
    serve(contract.DeleteComponent, ({ params, caller }) => archiveComponentByHand(work, params.id, caller)),
    serve(contract.ListIncidents, ({ query }) => listIncidents(work, query)),
    serve(GetIncidentStats, ({ query }) =>
      readStatistics(statistics, query, { nowMs: work.clock.now(), time_zone: work.timeZone }),
    ),
    serve(contract.CreateIncident, ({ body, caller }) => openIncident(work, body, caller)),
    serve(contract.GetIncident, ({ params }) => findIncident(work, params.id)),
    serve(contract.AcknowledgeIncident, ({ params, caller }) => acknowledgeIncident(work, params.id, caller)),
    serve(contract.SetIncidentStatus, ({ params, body, caller }) => setIncidentStatus(work, { params, body }, caller)),
    serve(contract.AddTimelineEntry, ({ params, body, caller }) => addTimelineEntry(work, { params, body }, caller)),
  ]
}

function servedMaintenances(work: Work) {
  return [
    serve(planned.ListMaintenances, ({ query }) => listMaintenances(work, query)),
    serve(planned.ListMaintenanceWindows, ({ query }) => listWindows(work, query)),
    serve(planned.GetMaintenance, async ({ params }) => shownMaintenance(await findMaintenance(work, params.id))),
    serve(planned.CreateMaintenance, ({ body, caller }) => createMaintenance(work, body, caller)),
    serve(planned.UpdateMaintenance, ({ params, body, caller }) => updateMaintenance(work, { params, body }, caller)),
    serve(planned.CancelMaintenance, ({ params, caller }) => cancelMaintenance(work, params.id, caller)),
  ]
}

function servedWork(work: Work, workers: Context['workers']) {
  return [
    serve(ImportStatuspage, ({ body }) => importSentStatuspage(work, workers, body)),
    serve(shared.AssignIncident, ({ params, body, caller }) => assignIncident(work, { params, body }, caller)),
    serve(shared.SetIncidentRole, ({ params, body, caller }) => setIncidentRole(work, { params, body }, caller)),
    serve(shared.FollowIncident, ({ params, caller }) => followIncident(work, params.id, caller, true)),
    serve(shared.UnfollowIncident, ({ params, caller }) => followIncident(work, params.id, caller, false)),
    serve(shared.GetFollowing, ({ params, caller }) => isFollowing(work, params.id, caller)),
    serve(shared.ListPeople, () => listPeople(work)),
    serve(shared.ListMyIncidents, ({ query, caller }) => listFollowed(work, caller.id, query)),
    serve(shared.ListUserIncidents, ({ params, query, caller }) => listFollowedBy(work, params.id, query, caller)),
    serve(shared.GetPostmortem, ({ params, query }) => readPostmortem(work, { params, query })),
    serve(shared.SavePostmortem, ({ params, body, caller }) => savePostmortem(work, { params, body }, caller)),
    serve(shared.MergeIncident, ({ params, body, caller }) =>
      mergeIncident(work, { id: params.id, other: body.into }, caller),
    ),
    serve(shared.LinkIncident, ({ params, body, caller }) =>
      linkIncidents(work, { id: params.id, other: body.to }, caller),
    ),
    serve(shared.UnlinkIncident, ({ params, caller }) => unlinkIncidents(work, params, caller)),
    serve(shared.ExportIncidents, ({ query }) => exportIncidents(work, query)),
  ]
}
