import { incidentMessages } from '../../contracts/messages/incidents.ts'
import { DependencyStore } from './causes/dependency-store.ts'
import { FlagChangeStore } from './causes/flag-change-store.ts'
import { ComponentStore } from './components/component-store.ts'
import { IncidentStore } from './lifecycle/incident-store.ts'
import { MaintenanceStore } from './maintenance/maintenance-store.ts'
import { MaintenanceAgenda } from './maintenance/next-due.ts'
import { PersonStore } from './people/person-store.ts'
import { EpisodeStore } from './signals/episode-store.ts'
import { SignalStore } from './signals/signal-store.ts'
import type { Work } from './work.ts'

type Given = Pick<Work, 'store' | 'publish' | 'clock' | 'language' | 'timeZone' | 'rules' | 'fileDue'>

/** With the stores on their one store. */
export function workOn(given: Given): Work {
  const { store, language } = given
  return {
    ...given,
    components: new ComponentStore(store),
    signals: new SignalStore(store),
    episodes: new EpisodeStore(store),
    incidents: new IncidentStore(store),
    people: new PersonStore(store),
    dependencies: new DependencyStore(store),
    flagChanges: new FlagChangeStore(store),
    maintenances: new MaintenanceStore(store),
    agenda: new MaintenanceAgenda(),
    words: incidentMessages[language],
  }
}
