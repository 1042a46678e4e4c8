import type { Language } from '../../contracts/messages/tables.ts'
import type { Store } from '../../kit/store/store.ts'
import { CauseStore } from './causes/cause-store.ts'
import { ComponentStore } from './components/component-store.ts'
import { IncidentStore } from './lifecycle/incident-store.ts'
import { MaintenanceStore } from './maintenance/maintenance-store.ts'
import { PersonStore } from './people/person-store.ts'
import { EpisodeStore } from './signals/episode-store.ts'
import { SignalStore } from './signals/signal-store.ts'

/** The service's stores, all on its one database. */
export const storesOn = (store: Store, language: Language) => ({
  store,
  components: new ComponentStore(store),
  signals: new SignalStore(store),
  episodes: new EpisodeStore(store),
  incidents: new IncidentStore(store, language),
  people: new PersonStore(store),
  causes: new CauseStore(store),
  maintenances: new MaintenanceStore(store),
})
