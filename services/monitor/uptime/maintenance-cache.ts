import {
  ListMaintenances,
  type Maintenance,
  MaintenanceChanged,
  MaintenanceEnded,
  MaintenanceStarted,
} from '../../../contracts/incidents/maintenance.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import type { Context } from '../../../kit/service/service.ts'
import { mergeSpans, type Span } from './uptime.ts'
import type { UptimeCache } from './uptime-cache.ts'

/** A window of maintenance that runs or ran, as the newest event about it says. */
export type MaintenanceWindow = {
  readonly starts_at: string
  readonly ends_at: string
  readonly components: readonly string[]
}

/** The windows of maintenance, by component: time that counts neither as up nor as down. */
export class MaintenanceCache {
  readonly #windows = new Map<string, MaintenanceWindow>()
  readonly #spans = new Map<string, readonly Span[]>()

  set(key: string, window: MaintenanceWindow): void {
    this.#windows.set(key, window)
    this.#spans.clear()
  }

  of(component: string): readonly Span[] {
    const known = this.#spans.get(component)
    if (known) return known
    const mine = this.#windows.values().filter(({ components }) => components.includes(component))
    const spans = mergeSpans(
      [...mine].map(({ starts_at, ends_at }) => ({ from: Date.parse(starts_at), to: Date.parse(ends_at) })),
    )
    this.#spans.set(component, spans)
    return spans
  }
}

export async function copyOfMaintenance(
  context: Context,
  { maintenance, uptime }: { readonly maintenance: MaintenanceCache; readonly uptime: UptimeCache },
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
    context,
  )
  await copy.follow(({ key, value }) => {
    maintenance.set(key, value)
    uptime.clear()
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
