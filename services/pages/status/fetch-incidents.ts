import { type Component, type Incident, ListComponents, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { listAll } from '../../../kit/service/list-all.ts'
import type { Call } from '../../../kit/service/service.ts'

type Told = { readonly components: readonly Component[]; readonly incidents: readonly Incident[] }

/** Of older incidents the pages know nothing; open ones are asked for by themselves. */
const most = 10_000

/** For a copy that is empty although the incidents service is not: what happened before we heard our first event. */
export async function fetchIncidents(call: Call): Promise<Told> {
  const [components, open, all] = [
    await listAll(query => call(ListComponents, { query }), { limit: 500, most }),
    await listAll(query => call(ListIncidents, { query: { ...query, status: 'open' } }), { limit: 500, most }),
    await listAll(query => call(ListIncidents, { query }), { limit: 500, most }),
  ]
  return { components, incidents: [...open, ...all] }
}
