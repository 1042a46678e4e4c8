import { ListMaintenances, type Maintenance } from '../../../contracts/maintenance.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Icon } from '../../design/icon.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { MaintenanceState } from './maintenance-state.tsx'
import { repeatText } from './repeat-text.ts'

type Show = (maintenance: Maintenance) => void

export function MaintenanceList({ onShow }: { onShow: Show }) {
  const words = useWords(maintenanceWords)
  const all = useAnswer(ListMaintenances, { query: { limit: 500 } })
  const columns = useColumns(onShow)
  return (
    <Card flush>
      <Loaded answer={all} lines={6}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="calendar" title={words.none}>
              {words.noneText}
            </EmptyState>
          ) : (
            <Table label={words.work} columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </Loaded>
    </Card>
  )
}

function useColumns(onShow: Show): readonly Column<Maintenance>[] {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  return [
    {
      id: 'title',
      header: words.work,
      sortBy: ({ title }) => title,
      cell: maintenance => (
        <>
          <button type="button" className="link min-h-6 text-left font-medium" onClick={() => onShow(maintenance)}>
            {maintenance.title}
          </button>
          <div className="text-muted text-sm">
            {maintenance.components.map(({ name }) => name).join(', ') || words.noComponents}
          </div>
        </>
      ),
    },
    {
      id: 'state',
      header: words.state,
      sortBy: ({ status }) => status,
      cell: ({ status }) => <MaintenanceState status={status} quiet />,
    },
    {
      id: 'when',
      header: words.when,
      from: 'sm',
      sortBy: ({ starts_at }) => starts_at,
      cell: ({ starts_at, ends_at, recurrence }) => (
        <>
          {format.range(starts_at, ends_at)}
          {recurrence ? (
            <div className="text-muted flex items-center gap-1.5 text-sm">
              <Icon name="undo" size={16} />
              {repeatText(recurrence, words)}
            </div>
          ) : null}
        </>
      ),
    },
  ]
}
