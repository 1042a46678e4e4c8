import type { Migrations } from '../../../kit/store/store.ts'
import { createIncidents } from './0001-create-incidents.ts'
import { createComponents } from './0002-create-components.ts'
import { createSignals } from './0003-create-signals.ts'
import { createMaintenances } from './0004-create-maintenances.ts'
import { createPeople } from './0005-create-people.ts'
import { createFlagChanges } from './0006-create-flag-changes.ts'
import { keepMessages } from './0007-keep-messages.ts'
import { keepTimelineMessages } from './0008-keep-timeline-messages.ts'
import { keepPostmortemVersions } from './0010-keep-postmortem-versions.ts'
import { keepTitleMessages } from './0011-keep-title-messages.ts'

export const migrations: Migrations = {
  '0001-create-incidents': createIncidents,
  '0002-create-components': createComponents,
  '0003-create-signals': createSignals,
  '0004-create-maintenances': createMaintenances,
  '0005-create-people': createPeople,
  '0006-create-flag-changes': createFlagChanges,
  '0007-keep-messages': keepMessages,
  '0008-keep-timeline-messages': keepTimelineMessages,
  '0010-keep-postmortem-versions': keepPostmortemVersions,
  '0011-keep-title-messages': keepTitleMessages,
}
