import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListIncidents,
} from '../../../contracts/incidents/incidents.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'

import type { KnownIncident } from './lease.ts'

/** By id or number. Open ones have the label `open`, others the time when they were resolved. */
export const copyOfIncidents = (deps: SyncParts, changed: () => Promise<void>): ReadCopy<KnownIncident> =>
  new ReadCopy<KnownIncident>(
    {
      name: 'incidents',
      from: [IncidentOpened, IncidentUpdated, IncidentResolved].map(event => told(event, newsOf)),
      backfill: {
        label: 'open',
        page: listed((call, query) => call(ListIncidents, { query: { ...query, status: 'open' } }), newsOf),
      },
      label: ({ resolved_at }) => resolved_at ?? 'open',
      alias: ({ number }) => number,
      changed,
    },
    deps,
  )

function newsOf(incident: Incident): News<KnownIncident> {
  const { id, number, impact, started_at, detected_at, reopened, revision, status } = incident
  const resolved_at = incident.resolved_at ?? (status === 'resolved' ? detected_at : null)
  const components = incident.components.map(({ slug }) => slug)
  const value = { id, number, impact, components, started_at, detected_at, resolved_at, reopened }
  return { key: id, version: revision, value }
}
