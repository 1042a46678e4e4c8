import { ListOccurrences, type Occurrence, type ScheduleView } from '../../../contracts/functions/schedules.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Facts } from '../../design/card.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { schedulesWords } from '../../messages/schedules.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { OccurrenceBadge } from './occurrence-badge.tsx'

/** Its rules, its next times, and what became of each time that was. */
export function ScheduleDetail({ schedule }: { schedule: ScheduleView }) {
  const words = useWords(schedulesWords)
  const format = useFormat()
  const { id, catch_up, overlap, grace_ms, next, cron, time_zone } = schedule
  const occurrences = usePagedQuery(ListOccurrences, { params: { id }, query: { limit: 100 } })
  return (
    <div className="grid grid-cols-1 gap-5">
      <Facts
        facts={[
          [words.when, <code key="cron">{cron}</code>],
          [words.zone, time_zone],
          [words.catchUp, words.catchUps[catch_up]],
          [words.overlap, words.overlaps[overlap]],
          [words.grace, format.duration(grace_ms / 1_000)],
        ]}
      />
      <section>
        <h3 className="mb-1 font-semibold">{words.nextTimes}</h3>
        <ol>
          {next.map(({ due_at, offset }) => (
            <li key={due_at}>
              {format.exact(due_at)} <span className="text-muted text-sm">{words.offset(offset)}</span>
            </li>
          ))}
        </ol>
      </section>
      <TableCard
        answer={occurrences}
        label={words.ledger}
        columns={useColumns()}
        rowKey={({ due_at }) => due_at}
        none={<EmptyState icon="calendar" title={words.noOccurrences} text={words.noOccurrencesText} />}
      />
    </div>
  )
}

function useColumns(): readonly Column<Occurrence>[] {
  const words = useWords(schedulesWords)
  const format = useFormat()
  const say = useMessageText()
  return [
    {
      header: words.due,
      cell: ({ due_at, run_id }) =>
        run_id === null ? (
          format.exact(due_at)
        ) : (
          <TextLink to="/functions" search={{ tab: 'runs', run: run_id }} label={format.exact(due_at)} />
        ),
    },
    {
      header: words.became,
      cell: ({ state, reason, reason_i18n }) => (
        <>
          <OccurrenceBadge state={state} />
          {reason === null ? null : <div className="text-muted text-sm">{say(reason, reason_i18n)}</div>}
        </>
      ),
    },
  ]
}
