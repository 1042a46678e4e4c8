import type { Incident } from '../../../contracts/incidents.ts'
import { inPages } from '../../../kit/store/in-pages.ts'
import type { IncidentFilter, IncidentStore } from './incident-store.ts'

/**
 * Newest first, as many as there are. One that begins meanwhile is not among them; one that is moved to an earlier beginning
 * meanwhile (by merging) can be there twice, with one id.
 */
export function everyIncident(
  incidents: IncidentStore,
  filter: Omit<IncidentFilter, 'limit' | 'after'> = {},
  limit = 50,
): AsyncIterable<readonly Incident[]> {
  return inPages(async after => (await incidents.list({ ...filter, limit, after })).items)
}
