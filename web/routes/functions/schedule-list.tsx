import { ListFunctionSchedules, type ScheduleView } from '../../../contracts/functions/schedules.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { DialogOf } from '../../design/actions/dialog-button.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { Time } from '../../design/time.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { schedulesWords } from '../../messages/schedules.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { OccurrenceBadge } from './occurrence-badge.tsx'
import { ScheduleDetail } from './schedule-detail.tsx'

export function ScheduleList() {
  const words = useWords(schedulesWords)
  const [filters, setFilters] = useFilters({ schedule: anyText })
  const schedules = useAllItems(ListFunctionSchedules, {}, { refetchInterval: 15_000 })
  return (
    <>
      <TableCard
        answer={schedules}
        label={words.list}
        columns={useColumns(id => setFilters({ schedule: id }))}
        rowKey={({ id }) => id}
        none={<EmptyState icon="calendar" title={words.none} text={words.noneText} />}
      />
      <DialogOf
        of={schedules.data?.find(({ id }) => id === filters.schedule) ?? null}
        onClose={() => setFilters({ schedule: undefined })}
        title={({ id }) => id}
        shape="drawer"
      >
        {schedule => <ScheduleDetail schedule={schedule} />}
      </DialogOf>
    </>
  )
}

function useColumns(onOpen: (id: string) => void): readonly Column<ScheduleView>[] {
  const words = useWords(schedulesWords)
  const { name } = useWords(functionsWords)
  const say = useMessageText()
  return [
    {
      header: name,
      sortBy: ({ id }) => id,
      cell: ({ id, reason, reason_i18n }) => (
        <>
          <button type="button" className="link min-h-6 text-left font-medium" onClick={() => onOpen(id)}>
            {id}
          </button>
          {reason === null ? null : <div className="text-bad text-sm">{say(reason, reason_i18n)}</div>}
        </>
      ),
    },
    {
      header: words.when,
      cell: ({ cron, time_zone }) => (
        <>
          <code>{cron}</code>
          <div className="text-muted text-sm">{time_zone}</div>
        </>
      ),
    },
    {
      header: words.next,
      from: 'sm',
      cell: ({ next: [first] }) => (first ? <Time at={first.due_at} absolute /> : '–'),
    },
    {
      header: words.last,
      from: 'md',
      cell: ({ last }) => (last ? <OccurrenceBadge state={last.state} /> : <span className="text-muted">–</span>),
    },
  ]
}
