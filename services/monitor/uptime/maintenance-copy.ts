import {
  ListMaintenances,
  type Maintenance,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceStarted,
} from '../../../contracts/maintenance.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import type { MaintenanceBook, MaintenanceWindow } from './maintenance-cache.ts'
import type { UptimeBook } from './uptime-cache.ts'

/** The windows that run or ran: only what has begun counts. */
export async function copyOfMaintenance(
  parts: SyncParts,
  { maintenance, uptime }: { readonly maintenance: MaintenanceBook; readonly uptime: UptimeBook },
): Promise<ReadCopy<MaintenanceWindow>> {
  const copy = new ReadCopy<MaintenanceWindow>(
    {
      name: 'maintenance',
      from: [told(MaintenanceStarted, begun), told(MaintenanceChanged, begun), told(MaintenanceEnded, windowNews)],
      // Those that are over are not listed each.
      backfill: {
        label: null,
        page: listed((call, query) => call(ListMaintenances, { query: { ...query, status: 'in_progress' } }), begun),
      },
    },
    parts,
  )
  await copy.follow(({ key, value }) => {
    maintenance.note(key, value)
    uptime.forget()
  })
  return copy
}

const begun = (told: Maintenance): News<MaintenanceWindow> | undefined =>
  told.status === 'in_progress' ? windowNews(told) : undefined

const windowNews = ({ id, starts_at, ends_at, components, revision }: Maintenance): News<MaintenanceWindow> => ({
  key: `${id} ${starts_at}`,
  version: revision,
  value: { starts_at, ends_at, components: components.map(({ slug }) => slug) },
})
