import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListIncidents,
} from '../../../contracts/incidents.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Work } from '../work.ts'
import type { KnownIncident } from './known-incidents.ts'

/** As long as minutes are kept to be learned from, and a day more. */
const keptMs = 9 * 86_400_000

export async function copyOfIncidents(work: Work, context: Context): Promise<ReadCopy<KnownIncident>> {
  const newsOf = (incident: Incident): News<KnownIncident> | undefined => {
    const { id, started_at, detected_at, resolved_at, revision } = incident
    if (resolved_at !== null && resolved_at < keptSince(work)) return undefined
    const components = incident.components.map(component => component.id)
    const ours = incident.evidence?.source === 'reports'
    return { key: id, version: revision, value: { id, components, started_at, detected_at, resolved_at, ours } }
  }
  const copy = new ReadCopy<KnownIncident>(
    {
      name: 'incidents',
      from: [IncidentOpened, IncidentUpdated, IncidentResolved].map(event => told(event, newsOf)),
      backfill: {
        page: listed((call, query) => call(ListIncidents, { query: { ...query, from: keptSince(work) } }), newsOf),
      },
      label: ({ resolved_at }) => resolved_at ?? 'open',
    },
    context,
  )
  await copy.follow(({ value, gone }) => work.incidents.keep(value, gone))
  return copy
}

export async function forgetIncidents(work: Work, copy: ReadCopy<KnownIncident>): Promise<void> {
  const before = keptSince(work)
  await work.store.transaction(() => copy.deleteLabelledBefore(before))
  work.incidents.forgetResolvedBefore(before)
}

const keptSince = ({ clock }: Work): string => iso(clock.now() - keptMs)
