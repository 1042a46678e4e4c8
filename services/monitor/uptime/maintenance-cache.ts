import { mergeSpans, type Span } from './uptime.ts'

/** A window of maintenance that runs or ran, as the newest news of it says. */
export type MaintenanceWindow = {
  readonly starts_at: string
  readonly ends_at: string
  /** Slugs. */
  readonly components: readonly string[]
}

/** The windows of maintenance, by component: time that counts neither as up nor as down. */
export class MaintenanceBook {
  readonly #windows = new Map<string, MaintenanceWindow>()
  readonly #spans = new Map<string, readonly Span[]>()

  note(key: string, window: MaintenanceWindow): void {
    this.#windows.set(key, window)
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
