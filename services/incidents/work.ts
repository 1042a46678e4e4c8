import type { IncidentMessages, incidentMessages } from '../../contracts/messages/incidents.ts'
import type { Clock } from '../../kit/runtime/clock.ts'
import type { Context } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import type { DependencyStore } from './causes/dependency-store.ts'
import type { FlagChangeStore } from './causes/flag-change-store.ts'
import type { ComponentStore } from './components/component-store.ts'
import type { IncidentStore } from './lifecycle/incident-store.ts'
import type { MaintenanceStore } from './maintenance/maintenance-store.ts'
import type { MaintenanceAgenda } from './maintenance/next-due.ts'
import type { PersonStore } from './people/person-store.ts'
import type { EpisodeStore } from './signals/episode-store.ts'
import type { SignalStore } from './signals/signal-store.ts'

export type Rules = {
  /** Seconds. */
  readonly reopen_within: number
  /** Sources whose word is enough, though it is not certain. */
  readonly open_on: readonly string[]
}

/** What every use case of this service works with. */
export type Work = {
  readonly store: Store
  readonly components: ComponentStore
  readonly signals: SignalStore
  readonly episodes: EpisodeStore
  readonly incidents: IncidentStore
  readonly people: PersonStore
  readonly dependencies: DependencyStore
  readonly flagChanges: FlagChangeStore
  readonly maintenances: MaintenanceStore
  readonly agenda: MaintenanceAgenda
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly words: IncidentMessages
  /** Those of the configuration. */
  readonly language: keyof typeof incidentMessages
  readonly timeZone: string
  /** Those in force: the configuration may be loaded again. */
  readonly rules: () => Rules
  /** The files of incidents are behind; said after the commit. */
  readonly fileDue: () => void
}
