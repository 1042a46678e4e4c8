import { type EdgeSource, GetEdgeSources } from '../../../contracts/edge/sources.ts'
import { useApiQuery } from '../../data/queries.ts'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { devicesWords } from '../../messages/devices.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

export function EdgeSources() {
  const words = useWords(devicesWords).sources
  const format = useFormat()
  const say = useMessageText()
  const sources = useApiQuery(GetEdgeSources, {}, { refetchInterval: 10_000 })
  const columns: readonly Column<EdgeSource>[] = [
    {
      header: words.name,
      sortBy: ({ name }) => name,
      cell: ({ name, kind, failure, failure_i18n }) => (
        <div>
          <span className="font-medium">{name}</span> <span className="text-muted text-sm">{kind}</span>
          {failure ? <div className="text-bad max-w-[60ch] text-sm">{say(failure, failure_i18n)}</div> : null}
        </div>
      ),
    },
    { header: words.objects, sortBy: ({ objects }) => objects, cell: ({ objects }) => format.number(objects) },
    { header: words.rounds, from: 'md', cell: ({ rounds }) => format.number(rounds) },
    { header: words.failed, from: 'md', cell: ({ failed }) => format.number(failed) },
    { header: words.accepted, from: 'sm', cell: ({ accepted }) => format.number(accepted) },
    { header: words.success, from: 'sm', time: ({ last_success_at }) => last_success_at },
  ]
  return (
    <TableCard
      answer={sources}
      label={words.list}
      columns={columns}
      rowKey={({ name }) => name}
      none={<EmptyState icon="import" title={words.none} text={words.noneText} />}
    />
  )
}
