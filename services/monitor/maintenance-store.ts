import type { Store } from '../../kit/store.ts'

/** A window of maintenance that runs or ran, as the newest news of it says. */
export type MaintenanceWindow = {
  readonly maintenance_id: string
  readonly starts_at: string
  readonly ends_at: string
  /** Slugs. */
  readonly components: readonly string[]
  readonly revision: number
}

type Tables = { maintenance_window: Omit<MaintenanceWindow, 'components'> & { components: string } }

export async function readWindows(store: Store): Promise<MaintenanceWindow[]> {
  const rows = await store.query<Tables>().selectFrom('maintenance_window').selectAll().execute()
  return rows.map(row => ({ ...row, components: JSON.parse(row.components) }))
}

export async function findWindow(
  store: Store,
  maintenance_id: string,
  starts_at: string,
): Promise<Pick<MaintenanceWindow, 'revision'> | undefined> {
  return store
    .query<Tables>()
    .selectFrom('maintenance_window')
    .select('revision')
    .where('maintenance_id', '=', maintenance_id)
    .where('starts_at', '=', starts_at)
    .executeTakeFirst()
}

export async function putWindow(store: Store, window: MaintenanceWindow): Promise<void> {
  const { maintenance_id, starts_at, ends_at, components, revision } = window
  const row = { ends_at, components: JSON.stringify(components), revision }
  await store
    .query<Tables>()
    .insertInto('maintenance_window')
    .values({ maintenance_id, starts_at, ...row })
    .onConflict(conflict => conflict.columns(['maintenance_id', 'starts_at']).doUpdateSet(row))
    .execute()
}
