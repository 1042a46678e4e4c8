import type { FunctionView } from '../../../contracts/functions/functions.ts'
import { ListRuns } from '../../../contracts/functions/runs.ts'
import { useApiQuery } from '../../data/queries.ts'
import { Facts } from '../../design/card.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Table } from '../../design/lists/table.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useRunColumns } from './run-columns.tsx'

export function FunctionDetail({ of: { name, lang, level, limits, place, network } }: { of: FunctionView }) {
  const words = useWords(functionsWords)
  const format = useFormat()
  const runs = useApiQuery(ListRuns, { query: { function: name, limit: 20 } }, { refetchInterval: 10_000 })
  const megabytes = format.number(Math.round(limits.memory_bytes / 2 ** 20))
  const columns = useRunColumns({ isOfOne: true })
  return (
    <div className="grid grid-cols-1 gap-5">
      <Facts
        facts={[
          [words.language, lang],
          level && [words.level, words.levelTexts[level]],
          network && [words.levels.container, words.network],
          [
            words.limits,
            words.limitsOf(format.duration(limits.timeout_ms / 1_000), megabytes, format.number(limits.in_flight)),
          ],
          [words.place, <code key="place">{place}</code>],
        ]}
      />
      <QueryResult answer={runs}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{words.run.none}</p>
          ) : (
            <Table label={words.run.list} columns={columns} rows={items} rowKey={({ id }) => id} />
          )
        }
      </QueryResult>
    </div>
  )
}
