import { createHash } from 'node:crypto'
import type { Static } from 'typebox'
import type { GetStatuspageSummary } from '../../../contracts/pages/statuspage.ts'
import {
  type Group,
  groupsOf,
  type PublicComponent,
  type PublicStatus,
  statusOfImpact,
  worstOf,
} from '../status/public-status.ts'

export type StatuspageSummary = Static<(typeof GetStatuspageSummary)['output']>
export type StatuspageComponent = StatuspageSummary['components'][number]
type Status = StatuspageComponent['status']
type Overall = StatuspageSummary['status']

/** What was never known is left out: nothing is said of it, least of all that it works. */
type Known = { readonly component: PublicComponent; readonly status: Status }

const indicators: Readonly<Record<Status, Overall['indicator']>> = {
  operational: 'none',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
  under_maintenance: 'maintenance',
}
/** The very words of Statuspage: there are programs that compare them. */
const descriptions: Readonly<Record<Status, string>> = {
  operational: 'All Systems Operational',
  degraded_performance: 'Partially Degraded Service',
  partial_outage: 'Partial System Outage',
  major_outage: 'Major Service Outage',
  under_maintenance: 'Service Under Maintenance',
}
const namedAtMost = 3

/** Of what has no id of its own: the same as long as it is called the same. */
export const idOf = (kind: string, name: string): string =>
  createHash('sha256').update(`${kind}\n${name}`).digest('hex').slice(0, 12)

/** This language knows no `unknown`; what was last known is said instead. */
function knownOf(components: readonly PublicComponent[]): readonly Known[] {
  return components.flatMap(component => {
    const status = component.status === 'unknown' ? component.last_known?.status : component.status
    return status === undefined || status === 'unknown' ? [] : [{ component, status }]
  })
}

export function statuspageStatus({ components, open }: PublicStatus): Overall {
  const known = knownOf(components)
  const unknown = components.filter(component => component.status === 'unknown')
  if (components.length > 0 && known.length === 0) {
    return { indicator: 'minor', description: 'The state of our services is unknown' }
  }
  const worst = worstStatus(known)
  const impacts = open.map(incident => statusOfImpact[incident.impact])
  // Somebody may know of trouble that no check sees.
  const status = worst === 'operational' ? (worstOf(impacts) as Status) : worst
  const description = descriptions[status]
  if (unknown.length === 0) return { indicator: indicators[status], description }
  return {
    indicator: indicators[status],
    description: `${description} (last known; the state of ${namesOf(unknown)} is unknown)`,
  }
}

function namesOf(components: readonly PublicComponent[]): string {
  const names = components.slice(0, namedAtMost).map(component => component.name)
  const more = components.length - names.length
  return new Intl.ListFormat('en').format(more > 0 ? [...names, `${more} more`] : names)
}

const worstStatus = (known: readonly Known[]): Status => worstOf(known.map(({ status }) => status)) as Status

/** A row for each group, followed by those of its members. */
export function statuspageComponents(page_id: string, components: readonly PublicComponent[]): StatuspageComponent[] {
  const known = new Map(knownOf(components).map(one => [one.component, one]))
  const rows = groupsOf([...known.keys()]).flatMap(group => rowsOf(group, known))
  return rows.map((row, index) => ({
    ...row,
    position: index + 1,
    description: null,
    showcase: true,
    start_date: row.created_at.slice(0, 10),
    page_id,
    only_show_if_degraded: false,
  }))
}

type Row = Pick<StatuspageComponent, 'id' | 'name' | 'status' | 'created_at' | 'updated_at' | 'group' | 'group_id'> &
  Partial<Pick<StatuspageComponent, 'components'>>

function rowsOf({ name, components }: Group, known: ReadonlyMap<PublicComponent, Known>): readonly Row[] {
  const group_id = name === null ? null : idOf('group', name)
  const rows = components.map(component => ({
    id: component.id,
    name: component.name,
    status: known.get(component)?.status ?? 'operational',
    created_at: madeAt(component),
    updated_at: component.since,
    group: false,
    group_id,
  }))
  if (name === null || group_id === null) return rows
  const head: Row = {
    id: group_id,
    name,
    status: worstOf(rows.map(row => row.status)) as Status,
    created_at: rows.map(row => row.created_at).reduce((a, b) => (a < b ? a : b)),
    updated_at: rows.map(row => row.updated_at).reduce((a, b) => (a > b ? a : b)),
    group: true,
    group_id: null,
    components: rows.map(row => row.id),
  }
  return [head, ...rows]
}

/** The time in a UUID of version 7; of another id, since when the component is as it is. */
function madeAt({ id, since }: PublicComponent): string {
  const time = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id)
  return time ? new Date(Number.parseInt(`${time[1]}${time[2]}`, 16)).toISOString() : since
}
