import type { Maintenance } from '../../contracts/maintenance.ts'
import type { Store } from '../../kit/store.ts'
import type { MaintenanceBook } from './maintenance-book.ts'
import { findWindow, putWindow } from './maintenance-store.ts'
import type { UptimeBook } from './uptime-book.ts'

type Books = { readonly maintenance: MaintenanceBook; readonly uptime: UptimeBook }

/** Only what has begun counts. News comes late, twice and in any order: the highest revision of a window is right. */
export async function hearMaintenance(
  store: Store,
  { maintenance, uptime }: Books,
  { id, status, starts_at, ends_at, components, revision }: Maintenance,
  begun = status === 'in_progress',
): Promise<void> {
  if (!begun) return
  const known = await findWindow(store, id, starts_at)
  if (known && known.revision >= revision) return
  const window = { maintenance_id: id, starts_at, ends_at, components: components.map(({ slug }) => slug), revision }
  await putWindow(store, window)
  store.afterCommit(() => {
    maintenance.note(window)
    uptime.forget()
  })
}
