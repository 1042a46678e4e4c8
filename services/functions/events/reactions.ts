import { AnnouncementPublished } from '../../../contracts/communications/announcements.ts'
import { FlagChanged } from '../../../contracts/flags/flags.ts'
import { IncidentOpened, IncidentResolved, IncidentUpdated } from '../../../contracts/incidents/incidents.ts'
import { MaintenanceEnded, MaintenanceStarted } from '../../../contracts/incidents/maintenance.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { BodyFacts, conditionsOf, failing } from '../../../kit/conditions/conditions.ts'
import type { EventDefinition } from '../../../kit/service/event.ts'
import { listOf } from '../stack/schedules.ts'
import type { FunctionSpec } from '../stack/stack.ts'

/** What functions may react to, by the name that the annotation `vigie.on` has for it. */
export const knownEvents: Readonly<Record<string, EventDefinition>> = {
  'incident-opened': IncidentOpened,
  'incident-updated': IncidentUpdated,
  'incident-resolved': IncidentResolved,
  'maintenance-started': MaintenanceStarted,
  'maintenance-ended': MaintenanceEnded,
  'announcement-published': AnnouncementPublished,
  'flag-changed': FlagChanged,
  'signal-changed': SignalChanged,
}

/** Beside those: a file has arrived in the inbox. */
export const fileArrived = 'file-arrived'

/** The subjects of the conditions of `vigie.when`: the event as it is handed over. */
export const eventWords = ['body']

/** What a function reacts to. */
export type Reacting = {
  readonly events: readonly string[]
  /** All must be true of the event. */
  readonly conditions: readonly string[]
  /** What would have run is written down, and nothing runs. */
  readonly isDryRun: boolean
}

/** Of the annotations `vigie.on`, `vigie.when` and `vigie.dry_run`. */
export function reactingOf({ annotations }: Pick<FunctionSpec, 'annotations'>): Reacting {
  const { 'vigie.on': events, 'vigie.when': when = '', 'vigie.dry_run': dry = 'false' } = annotations
  return {
    events: listOf(events),
    conditions: when.split(/\s+and\s+/).flatMap(text => text.trim() || []),
    isDryRun: dry === 'true',
  }
}

/** `body` is the event as JSON. */
export function isWanted({ conditions }: Reacting, body: string): boolean {
  if (conditions.length === 0) return true
  const facts = { body: new BodyFacts([Buffer.from(body)], true) }
  return failing(conditionsOf(conditions, eventWords), facts) === null
}
