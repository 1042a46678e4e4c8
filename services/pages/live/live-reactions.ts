import { AnnouncementEnded, AnnouncementPublished } from '../../../contracts/communications/announcements.ts'
import { DeliveryFailed } from '../../../contracts/communications/communications.ts'
import { ChangeRequestChanged, FlagProjectChanged } from '../../../contracts/flags/flag-governance.ts'
import { FlagLeaseChanged } from '../../../contracts/flags/flag-leases.ts'
import { FlagChanged } from '../../../contracts/flags/flags.ts'
import { KeyChanged, SessionRevoked, UserChanged } from '../../../contracts/identity/access.ts'
import {
  ComponentChanged,
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import {
  type Maintenance,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../../contracts/incidents/maintenance.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { CheckArchived, CheckDefined } from '../../../contracts/monitor/monitor.ts'
import { ProviderChanged } from '../../../contracts/providers.ts'
import type { Envelope, EventData } from '../../../kit/service/event.ts'
import { type Reaction, react } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { announcementNews, maintenanceNews } from '../status/public-notices.ts'
import { publicIncident } from '../status/public-status.ts'
import { EventDeduplicator, type Version } from './event-deduplicator.ts'
import type { LiveStreams } from './live-streams.ts'

/** What is passed on to those who listen, and what everybody may know of it. */
export function liveReactions(streams: LiveStreams, store: Store): readonly Reaction[] {
  const news = new EventDeduplicator()
  const pass = (event: Envelope, thing: string, version: Version) => {
    store.afterCommit(() => {
      const happening = news.of(event, thing, version)
      if (happening) streams.broadcast(happening)
    })
    return Promise.resolve()
  }
  const incident = (event: Envelope<Incident>) => {
    const { revision, ...everybody } = publicIncident(event.data)
    return pass(event, `incident ${event.data.id}`, { revision, everybody })
  }
  const maintenance = (event: Envelope<Maintenance>) => {
    const { revision, ...everybody } = maintenanceNews(event.data).value
    return pass(event, `maintenance ${event.data.id}`, { revision, everybody })
  }
  const inside = (event: Envelope, thing: string, revision: number) => pass(event, thing, { revision, everybody: null })
  return [
    react(ComponentChanged, event =>
      pass(event, `component ${event.data.id}`, { revision: event.data.revision, everybody: everybodys(event.data) }),
    ),
    ...[IncidentOpened, IncidentUpdated, IncidentResolved].map(definition => react(definition, incident)),
    ...[MaintenanceScheduled, MaintenanceStarted, MaintenanceEnded, MaintenanceChanged].map(definition =>
      react(definition, maintenance),
    ),
    ...[AnnouncementPublished, AnnouncementEnded].map(definition =>
      react(definition, event => {
        const { version: revision, value } = announcementNews(event.data, Date.parse(event.time))
        return pass(event, `announcement ${event.data.id}`, { revision, everybody: value })
      }),
    ),
    react(SignalChanged, event => inside(event, `signal ${event.data.signal}`, event.data.sequence)),
    react(CheckDefined, event => inside(event, `check ${event.data.check.id}`, event.data.revision)),
    react(CheckArchived, event => inside(event, `check ${event.data.check.id}`, event.data.revision)),
    react(DeliveryFailed, event => inside(event, `delivery ${event.data.id}`, event.data.attempts)),
    react(ProviderChanged, event => inside(event, `provider ${event.data.id}`, event.data.revision)),
    react(FlagChanged, event => inside(event, `change of a flag ${event.data.id}`, 1)),
    // It waits, then it is decided, and that is all.
    react(ChangeRequestChanged, event =>
      inside(event, `request of a flag ${event.data.id}`, event.data.state === 'pending' ? 1 : 2),
    ),
    react(FlagProjectChanged, event => inside(event, `change of a project ${event.id}`, 1)),
    react(FlagLeaseChanged, event => inside(event, `lease ${event.data.id}`, event.data.revision)),
    ...endings(streams, store),
  ]
}

/** Who is no longer who it was. */
function endings(streams: LiveStreams, store: Store): readonly Reaction[] {
  const changed = async (id: string) => store.afterCommit(() => streams.callerChanged(id))
  return [
    react(UserChanged, event => changed(event.data.id)),
    react(SessionRevoked, event => changed(event.data.user_id)),
    react(KeyChanged, event => changed(event.data.id)),
  ]
}

function everybodys(told: EventData<typeof ComponentChanged>) {
  const { id, slug, name, group, status, since, position, suspected, archived } = told
  return { id, slug, name, group, status, since, position, suspected, archived }
}
