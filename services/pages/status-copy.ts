import {
  byGravity,
  byPosition,
  isOpen,
  isRecent,
  newestFirst,
  type PublicComponent,
  type PublicIncident,
  type PublicStatus,
} from './public-status.ts'
import type { KnownComponent } from './public-status-store.ts'
import type { UptimePicture } from './uptime-picture.ts'

/** The state of everything as pages show it, in memory. News may come late, twice and out of order: the newest stays. */
export class StatusCopy {
  readonly #components = new Map<string, KnownComponent>()
  readonly #incidents = new Map<string, PublicIncident>()
  readonly #pictures = new Map<string, UptimePicture>()

  /** Whether it was news. */
  keepComponent(known: KnownComponent): boolean {
    const before = this.#components.get(known.component.id)
    if (before && before.revision >= known.revision) return false
    this.#components.set(known.component.id, known)
    return true
  }

  keepIncident(incident: PublicIncident): boolean {
    const before = this.#incidents.get(incident.id)
    if (before && before.revision >= incident.revision) return false
    this.#incidents.set(incident.id, incident)
    return true
  }

  keepPicture(slug: string, picture: UptimePicture): void {
    this.#pictures.set(slug, picture)
  }

  get isEmpty(): boolean {
    return this.#components.size === 0 && this.#incidents.size === 0
  }

  components(): readonly PublicComponent[] {
    return [...this.#components.values()]
      .filter(known => !known.archived)
      .map(known => known.component)
      .sort(byPosition)
  }

  picture(slug: string): UptimePicture | undefined {
    return this.#pictures.get(slug)
  }

  incident(idOrNumber: string): PublicIncident | undefined {
    const known = this.#incidents.get(idOrNumber)
    return known ?? this.#incidents.values().find(incident => incident.number === idOrNumber)
  }

  /** Forgets on the way which incidents are no longer recent; the store still has them. */
  status(now: number): PublicStatus {
    const open: PublicIncident[] = []
    const recent: PublicIncident[] = []
    for (const incident of this.#incidents.values()) {
      if (isOpen(incident)) open.push(incident)
      else if (isRecent(incident, now)) recent.push(incident)
      else this.#incidents.delete(incident.id)
    }
    return {
      components: this.components(),
      open: open.sort(byGravity),
      recent: recent.sort(newestFirst),
      uptime: this.#pictures,
    }
  }
}
