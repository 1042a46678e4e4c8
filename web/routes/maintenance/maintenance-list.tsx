import {
  CancelMaintenance,
  ListMaintenances,
  ListMaintenanceWindows,
  type Maintenance,
} from '../../../contracts/incidents/maintenance.ts'
import { now } from '../../data/clock.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ConfirmButton } from '../../design/actions/call-button.tsx'
import { Button } from '../../design/button.tsx'
import { Facts } from '../../design/card.tsx'
import { Icon } from '../../design/icon.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { stateBadge } from '../../design/status.tsx'
import { type MaintenanceWords, maintenanceWords } from '../../messages/maintenance.ts'
import { useActor } from '../../words/actor.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

type Show = (maintenance: Maintenance) => void

export function MaintenanceList({ onShow }: { onShow: Show }) {
  const words = useWords(maintenanceWords)
  return (
    <TableCard
      answer={useApiQuery(ListMaintenances, { query: { limit: 500 } })}
      label={words.work}
      columns={useColumns(onShow)}
      rowKey={({ id }) => id}
      none={<EmptyState icon="calendar" title={words.none} text={words.noneText} />}
    />
  )
}

function useColumns(onShow: Show): readonly Column<Maintenance>[] {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  return [
    {
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
      header: words.state,
      sortBy: ({ status }) => status,
      cell: ({ status }) => <MaintenanceState state={status} quiet />,
    },
    {
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

type DetailProps = {
  readonly maintenance: Maintenance
  readonly onEdit: (maintenance: Maintenance) => void
  readonly onDone: () => void
}

export function MaintenanceDetail({ maintenance, onEdit, onDone }: DetailProps) {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  const responder = useMay()('responder')
  const { title: _title, message, status, components, starts_at, ends_at, recurrence, created_by } = maintenance
  const actorName = useActor()
  const isOver = status === 'completed' || status === 'cancelled'
  return (
    <div className="grid gap-4">
      {message ? <p className="whitespace-pre-line">{message}</p> : null}
      <Facts
        facts={[
          [words.state, <MaintenanceState key="state" state={status} quiet />],
          [words.when, format.range(starts_at, ends_at)],
          [words.repeats, repeatText(recurrence, words)],
          [words.components, components.map(({ name }) => name).join(', ') || words.noComponents],
          created_by && [words.by, actorName(created_by)],
        ]}
      />
      {isOver ? null : <NextTimes maintenance={maintenance} />}
      {responder && !isOver ? (
        <div className="flex flex-wrap gap-2">
          <Button icon="edit" onClick={() => onEdit(maintenance)} label={words.edit} />
          <ConfirmButton
            icon="close"
            action={words.cancel}
            title={words.cancelTitle}
            text={words.cancelText}
            operation={CancelMaintenance}
            input={{ params: { id: maintenance.id } }}
            changes={[ListMaintenances, ListMaintenanceWindows]}
            done={words.cancelled}
            onDone={onDone}
          />
        </div>
      ) : null}
    </div>
  )
}

const year = 366 * 86_400_000
const shownTimes = 6

function NextTimes({ maintenance }: { maintenance: Maintenance }) {
  const words = useWords(maintenanceWords)
  const format = useFormat()
  // From a full hour, so that the same question is asked only once.
  const from = Math.floor(now() / 3_600_000) * 3_600_000
  const query = { from: new Date(from).toISOString(), to: new Date(from + year).toISOString() }
  const windows = useApiQuery(ListMaintenanceWindows, { query })
  return (
    <section>
      <h3 className="mb-1.5 font-medium">{words.occurrences}</h3>
      <QueryResult answer={windows}>
        {({ items }) => {
          const mine = items.filter(one => one.maintenance === maintenance.id).slice(0, shownTimes)
          if (mine.length === 0) return <p className="text-muted">{words.noOccurrences}</p>
          return (
            <ol className="grid gap-1">
              {mine.map(({ starts_at, ends_at }) => (
                <li key={starts_at}>{format.range(starts_at, ends_at)}</li>
              ))}
            </ol>
          )
        }}
      </QueryResult>
    </section>
  )
}

const tones = { scheduled: 'accent', in_progress: 'hold', completed: 'ok', cancelled: 'unknown' } as const

const MaintenanceState = stateBadge(tones, maintenanceWords, words => words.states)

/** A rule that has a word for it, else the rule. */
function repeatText(rule: string | null, { form }: MaintenanceWords): string {
  if (rule === null) return form.rules.once
  return (form.rules as Readonly<Record<string, string>>)[rule] ?? rule
}
