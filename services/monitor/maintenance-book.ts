import type { MaintenanceWindow } from './maintenance-store.ts'
import { mergeSpans, type Span } from './uptime.ts'

/** The windows of maintenance, by component: time that counts neither as up nor as down. */
export class MaintenanceBook {
  readonly #windows = new Map<string, MaintenanceWindow>()
  readonly #spans = new Map<string, readonly Span[]>()

  constructor(windows: readonly MaintenanceWindow[]) {
    for (const window of windows) this.note(window)
  }

  note(window: MaintenanceWindow): void {
    this.#windows.set(`${window.maintenance_id} ${window.starts_at}`, window)
    this.#spans.clear()
  }

  /** Sorted and apart from one another. */
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
