import type { QueryClient } from '@tanstack/react-query'
import { AnnouncementEnded, AnnouncementPublished } from '../../contracts/announcements.ts'
import { GetCheckDefinition } from '../../contracts/check-work.ts'
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
import { MaintenanceChanged, MaintenanceEnded, MaintenanceStarted } from '../../contracts/maintenance.ts'
import {
  CheckArchived,
  CheckDefined,
  GetCheck,
  GetUptime,
  ListChecks,
  ListResults,
  ListUptime,
} from '../../contracts/monitor.ts'
import type { EventDefinition, Operation } from '../../contracts/operation.ts'
import { ListProviders, ProviderChanged } from '../../contracts/providers.ts'
import { SignalChanged } from '../../contracts/signal.ts'
import { keyOf } from './queries.ts'

/** What each event makes stale. A page that shows more adds its operations here, or hears with `useLive`. */
const stale: readonly (readonly [EventDefinition, ...Operation[]])[] = [
  [IncidentOpened, ListIncidents, ListMyIncidents, GetIncidentStats],
  [IncidentUpdated, ListIncidents, ListMyIncidents],
  [IncidentResolved, ListIncidents, ListMyIncidents, GetIncidentStats],
  [ComponentChanged, ListComponents, GetComponent],
  [SignalChanged, ListChecks, GetCheck, ListResults, GetUptime, ListUptime],
  [CheckDefined, ListChecks, GetCheck, ListComponents, GetCheckDefinition],
  [CheckArchived, ListChecks, ListComponents],
  [MaintenanceStarted, ListComponents],
  [MaintenanceChanged],
  [MaintenanceEnded, ListComponents],
  [ProviderChanged, ListProviders],
  [AnnouncementPublished],
  [AnnouncementEnded],
]

type Effect = { readonly definition: EventDefinition; readonly effect: (frame: LiveFrame) => void }

export function liveEffects(client: QueryClient): readonly Effect[] {
  return stale.map(([definition, ...operations]) => ({
    definition,
    effect: frame => {
      if (/\.incident-/.test(frame.type) && frame.data) keepIncident(client, frame.data as Incident)
      for (const operation of operations) void client.invalidateQueries({ queryKey: keyOf(operation) })
    },
  }))
}

/** The copy with the higher revision is the later one, whatever the order they come in. */
function keepIncident(client: QueryClient, incident: Incident): void {
  for (const id of [incident.id, incident.number]) {
    client.setQueryData<Incident>(keyOf(GetIncident, { params: { id } }), kept =>
      kept && kept.revision < incident.revision ? incident : kept,
    )
  }
}
