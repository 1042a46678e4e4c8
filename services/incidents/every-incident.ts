import type { Incident } from '../../contracts/incidents.ts'
import type { IncidentFilter, IncidentStore } from './incident-store.ts'

/** Newest first; read in portions, so that no query is long. */
export async function everyIncident(
  incidents: IncidentStore,
  filter: Omit<IncidentFilter, 'limit' | 'after'> = {},
  portion = 500,
): Promise<Incident[]> {
  const all: Incident[] = []
  for (let more = true; more; ) {
    const found = await incidents.list({ ...filter, limit: portion, after: all.at(-1) })
    all.push(...found)
    more = found.length === portion
  }
  return all
}
