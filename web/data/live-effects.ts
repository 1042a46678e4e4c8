import type { QueryClient } from '@tanstack/react-query'
import { AnnouncementEnded, AnnouncementPublished, ListAnnouncements } from '../../contracts/announcements.ts'
import { GetCheckDefinition } from '../../contracts/check-work.ts'
import { ListDeliveries } from '../../contracts/communications.ts'
import {
  ChangeRequestChanged,
  FlagProjectChanged,
  ListChangeRequests,
  ListFlagChanges,
  ListFlagMembers,
  ListFlagProjects,
} from '../../contracts/flag-governance.ts'
import { FlagLeaseChanged, ListIncidentRules, ListLeases } from '../../contracts/flag-leases.ts'
import { ListRamps, ListScheduledChanges } from '../../contracts/flag-rollouts.ts'
import { FlagChanged, GetFlag, ListFlags, ListSegments } from '../../contracts/flags.ts'
import { GetIncidentStats } from '../../contracts/incident-statistics.ts'
import { ListMyIncidents } from '../../contracts/incident-work.ts'
import {
  ComponentChanged,
  GetComponent,
  GetIncident,
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListComponents,
  ListIncidents,
} from '../../contracts/incidents.ts'
import type { LiveFrame } from '../../contracts/live.ts'
import {
  ListMaintenances,
  ListMaintenanceWindows,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../contracts/maintenance.ts'
import { CheckArchived, CheckDefined, GetCheck, GetUptime, ListChecks, ListResults } from '../../contracts/monitor.ts'
import type { EventDefinition, Operation } from '../../contracts/operation.ts'
import { ListProviders, ProviderChanged } from '../../contracts/providers.ts'
import { SignalChanged } from '../../contracts/signal.ts'
import { queryKeyOf } from './queries.ts'

/** What each event makes stale. A page that shows more adds its operations here, or hears with `useLive`. */
const stale: readonly (readonly [EventDefinition, ...Operation[]])[] = [
  [IncidentOpened, ListIncidents, ListMyIncidents, GetIncidentStats, ListDeliveries],
  [IncidentUpdated, ListIncidents, ListMyIncidents, ListDeliveries],
  [IncidentResolved, ListIncidents, ListMyIncidents, GetIncidentStats, ListDeliveries],
  [ComponentChanged, ListComponents, GetComponent],
  [SignalChanged, ListChecks, GetCheck, ListResults, GetUptime],
  [CheckDefined, ListChecks, GetCheck, ListComponents, GetCheckDefinition],
  [CheckArchived, ListChecks, ListComponents],
  [ProviderChanged, ListProviders],
  [MaintenanceScheduled, ListMaintenances, ListMaintenanceWindows],
  [MaintenanceStarted, ListComponents, ListMaintenances],
  [MaintenanceChanged, ListMaintenances, ListMaintenanceWindows],
  [MaintenanceEnded, ListComponents, ListMaintenances, ListMaintenanceWindows],
  [AnnouncementPublished, ListAnnouncements, ListDeliveries],
  [AnnouncementEnded, ListAnnouncements],
  [FlagChanged, ListFlags, GetFlag, ListFlagChanges, ListSegments, ListRamps, ListScheduledChanges, ListFlagProjects],
  [ChangeRequestChanged, ListChangeRequests, ListIncidentRules],
  [FlagProjectChanged, ListFlagProjects, ListFlagMembers],
  [FlagLeaseChanged, ListLeases, ListFlags, GetFlag],
]

type Effect = { readonly definition: EventDefinition; readonly effect: (frame: LiveFrame) => void }

/** When hundreds of services fail together, each list is asked for once and not hundreds of times. */
const gatherMs = 250
/** While thousands of things change it is asked less often, so that what somebody is fetching can come to its end. */
const stormMs = 3_000
const manyEvents = 20

export function liveEffects(client: QueryClient): readonly Effect[] {
  const waiting = new Set<Operation>()
  let events = 0
  let isStorm = false
  const forgetSoon = (operations: readonly Operation[]) => {
    if (waiting.size === 0) {
      setTimeout(
        () => {
          for (const operation of waiting) void client.invalidateQueries({ queryKey: queryKeyOf(operation) })
          waiting.clear()
          isStorm = events > manyEvents
          events = 0
        },
        isStorm ? stormMs : gatherMs,
      )
    }
    events += 1
    for (const operation of operations) waiting.add(operation)
  }
  return stale.map(([definition, ...operations]) => ({
    definition,
    effect: frame => {
      if (/\.incident-/.test(frame.type) && frame.data) keepIncident(client, frame.data as Incident)
      forgetSoon(operations)
    },
  }))
}

/** The copy with the higher revision is the later one, whatever the order they come in. */
function keepIncident(client: QueryClient, incident: Incident): void {
  for (const id of [incident.id, incident.number]) {
    client.setQueryData<Incident>(queryKeyOf(GetIncident, { params: { id } }), kept =>
      kept && kept.revision < incident.revision ? incident : kept,
    )
  }
}
