import { en as catalogue } from './catalogue.ts'
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

/** All that the program says in English outside of the console; other languages say the same. */
export const english = {
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

export type Tables = Omit<typeof english, 'catalogue'> & {
  readonly catalogue: Readonly<Record<keyof typeof catalogue, string>>
}
