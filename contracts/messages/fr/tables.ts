import type { Tables } from '../en/tables.ts'
import { fr as catalogue } from './catalogue.ts'
import { acknowledgements } from './tables/acknowledgements.ts'
import { charts } from './tables/charts.ts'
import { flags } from './tables/flags.ts'
import { identity } from './tables/identity.ts'
import { incidents } from './tables/incidents.ts'
import { notifications } from './tables/notifications.ts'
import { pages } from './tables/pages.ts'
import { providers } from './tables/providers.ts'
import { reports } from './tables/reports.ts'
import { subscriptions } from './tables/subscriptions.ts'

export const french: Tables = {
  acknowledgements,
  catalogue,
  charts,
  flags,
  identity,
  incidents,
  notifications,
  pages,
  providers,
  reports,
  subscriptions,
}
