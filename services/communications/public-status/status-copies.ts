import {
  type Component,
  ComponentChanged,
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
  ListComponents,
  ListIncidents,
} from '../../../contracts/incidents/incidents.ts'
import { listed, type News, told } from '../../../kit/read-copy/copy-definition.ts'
import type { SyncParts } from '../../../kit/read-copy/copy-sync.ts'
import { ReadCopy } from '../../../kit/read-copy/read-copy.ts'

export type StatusCopies = {
  readonly components: ReadCopy<Component>
  /** Open ones have the label `open`, others the time when they were resolved; by number, too. */
  readonly incidents: ReadCopy<Incident>
}

export const openCopies = (parts: SyncParts): StatusCopies => ({
  components: new ReadCopy<Component>(
    {
      name: 'components',
      from: [told(ComponentChanged, component)],
      backfill: { page: listed((call, query) => call(ListComponents, { query }), component) },
    },
    parts,
  ),
  incidents: new ReadCopy<Incident>(
    {
      name: 'incidents',
      from: [IncidentOpened, IncidentUpdated, IncidentResolved].map(event => told(event, incident)),
      backfill: {
        label: 'open',
        page: listed((call, query) => call(ListIncidents, { query: { ...query, status: 'open' } }), incident),
      },
      label: ({ resolved_at }) => resolved_at ?? 'open',
      alias: ({ number }) => number,
    },
    parts,
  ),
})

type ToldComponent = Component & { readonly revision: number; readonly archived?: boolean }

const component = ({ revision, archived = false, ...value }: ToldComponent): News<Component> => ({
  key: value.id,
  version: revision,
  value,
  gone: archived,
})

const incident = (value: Incident): News<Incident> => ({ key: value.id, version: value.revision, value })
