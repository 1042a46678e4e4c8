import { badgeView } from './badge.ts'
import { calendarView } from './calendar.ts'
import { chartsView } from './charts.ts'
import { contactView } from './contact.ts'
import { embedView } from './embed.ts'
import { feedView } from './feed.ts'
import { historyView } from './history.ts'
import { incidentView } from './incident.ts'
import { siteScriptView } from './parts/site-script.ts'
import { providersView } from './providers.ts'
import { robotsView } from './robots.ts'
import { statusView } from './status.ts'
import { statuspageView } from './statuspage.ts'
import { subscribeView } from './subscribe.ts'
import type { View } from './view.ts'

/** Every kind of page that is rendered ahead of being asked for; the most wanted first. */
export const views: readonly View[] = [
  statusView,
  siteScriptView,
  statuspageView,
  calendarView,
  subscribeView,
  contactView,
  providersView,
  chartsView,
  historyView,
  feedView,
  incidentView,
  badgeView,
  embedView,
  robotsView,
]
