import type { QueryClient } from '@tanstack/react-query'
import {
  AnnouncementEnded,
  AnnouncementPublished,
  ListAnnouncements,
} from '../../contracts/communications/announcements.ts'
import { ListDeliveries } from '../../contracts/communications/communications.ts'
import {
  ChangeRequestChanged,
  FlagProjectChanged,
  ListChangeRequests,
  ListFlagChanges,
  ListFlagMembers,
  ListFlagProjects,
} from '../../contracts/flags/flag-governance.ts'
import { FlagLeaseChanged, ListIncidentRules, ListLeases } from '../../contracts/flags/flag-leases.ts'
import { ListRamps, ListScheduledChanges } from '../../contracts/flags/flag-rollouts.ts'
import { FlagChanged, GetFlag, ListFlags, ListSegments } from '../../contracts/flags/flags.ts'
import { ListMyIncidents } from '../../contracts/incidents/incident-collaboration.ts'
import { GetIncidentStats } from '../../contracts/incidents/incident-statistics.ts'
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
} from '../../contracts/incidents/incidents.ts'
import {
  ListMaintenances,
  ListMaintenanceWindows,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../contracts/incidents/maintenance.ts'
import { SignalChanged } from '../../contracts/incidents/signal.ts'
import { GetCheckDefinition } from '../../contracts/monitor/check-authoring.ts'
import {
  CheckArchived,
  CheckDefined,
  GetCheck,
  GetUptime,
  ListChecks,
  ListResults,
} from '../../contracts/monitor/monitor.ts'
import type { EventDefinition, Operation } from '../../contracts/operation.ts'
import type { LiveFrame } from '../../contracts/pages/live.ts'
import { ListProviders, ProviderChanged } from '../../contracts/providers.ts'
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
