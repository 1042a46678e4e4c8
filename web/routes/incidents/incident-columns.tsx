import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { IconButton } from '../../design/button.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { Menu } from '../../design/menu.tsx'
import { ImpactBadge, IncidentPhase } from '../../design/status.tsx'
import { Duration } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { incidentsWords } from '../../messages/incidents.ts'
import { useWords } from '../../words/language.tsx'
import { assigneeOf, IncidentLink } from './incident-link.tsx'
import { useIncidentActions } from './use-incident-actions.ts'

const gravity = { none: 0, minor: 1, major: 2, critical: 3 } as const

export function useIncidentColumns(): readonly Column<Incident>[] {
  const words = useWords(incidentsWords)
  return [
    {
      header: words.title,
      sortBy: incident => incident.title,
      cell: incident => (
        <>
          <IncidentLink incident={incident} />
          <div className="sm:hidden">
            <IncidentPhase state={incident.status} quiet />
          </div>
          <div className="text-muted text-sm">
            {[incident.number, ...incident.components.map(({ name }) => name)].join(' · ')}
          </div>
        </>
      ),
    },
    {
      header: words.status,
      from: 'sm',
      sortBy: ({ status }) => status,
      cell: ({ status }) => <IncidentPhase state={status} />,
    },
    {
      header: words.impact,
      from: 'md',
      sortBy: ({ impact }) => gravity[impact],
      cell: ({ impact }) => <ImpactBadge state={impact} quiet />,
    },
    { header: words.assignee, from: 'lg', sortBy: assigneeOf, cell: incident => assigneeOf(incident) ?? words.nobody },
    { header: words.began, from: 'md', time: ({ started_at }) => started_at },
    {
      header: words.lasted,
      from: 'lg',
      sortBy: ({ duration_s }) => duration_s,
      cell: ({ started_at, resolved_at, duration_s }) => (
        <Duration from={started_at} to={resolved_at} seconds={duration_s} />
      ),
    },
  ]
}

export function Orders({ incident, onUpdate }: { incident: Incident; onUpdate: (incident: Incident) => void }) {
  const words = useWords(incidentsWords)
  const { actions } = useWords(frameWords)
  const { acknowledge, resolve } = useIncidentActions()
  return (
    <Menu
      trigger={<IconButton label={`${actions} ${incident.number}`} icon="more" />}
      items={[
        {
          label: words.acknowledge,
          icon: 'tick',
          disabled: incident.acknowledged_at !== null,
          onSelect: () => acknowledge(incident),
        },
        { label: words.update, icon: 'edit', onSelect: () => onUpdate(incident) },
        {
          label: words.resolve,
          icon: 'tickCircle',
          disabled: incident.status === 'resolved',
          onSelect: () => resolve(incident),
        },
      ]}
    />
  )
}
