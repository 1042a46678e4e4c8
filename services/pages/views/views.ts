import { badgeView } from './badge.ts'
import { calendarView } from './calendar.ts'
import { feedView } from './feed.ts'
import { historyView } from './history.ts'
import { incidentView } from './incident.ts'
import { statusView } from './status.ts'
import { statuspageView } from './statuspage.ts'
import type { View } from './view.ts'

/** Every kind of page that is printed ahead of being asked for; the most wanted first. */
export const views: readonly View[] = [
  statusView,
  statuspageView,
  calendarView,
  historyView,
  feedView,
  incidentView,
  badgeView,
]
