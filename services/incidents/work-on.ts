import { incidentMessages } from '../../contracts/messages/incidents.ts'
import { ComponentStore } from './component-store.ts'
import { DependencyStore } from './dependency-store.ts'
import { EpisodeStore } from './episode-store.ts'
import { FlagChangeStore } from './flag-change-store.ts'
import { IncidentStore } from './incident-store.ts'
import { MaintenanceAgenda } from './maintenance-agenda.ts'
import { MaintenanceStore } from './maintenance-store.ts'
import { PersonStore } from './person-store.ts'
import { SignalStore } from './signal-store.ts'
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
