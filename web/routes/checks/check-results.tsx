import { useMemo, useState } from 'react'
import { type Check, ListResults, type Result } from '../../../contracts/monitor/monitor.ts'
import { useApiQuery } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { type Column, Table } from '../../design/lists/table.tsx'
import { CheckState } from '../../design/status.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

const first = 10
const most = 500

export function CheckResults({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const { more } = useWords(frameWords)
  const [limit, setLimit] = useState(first)
  const results = useApiQuery(
    ListResults,
    { params: { id: check.id }, query: { limit } },
    { refetchInterval: 10_000, placeholderData: before => before },
  )
  const columns = useColumns()
  return (
    <Card title={words.results} flush>
      <QueryResult answer={results}>
        {({ items, next_cursor }) =>
          items.length === 0 ? (
            <p className="text-muted p-4">{words.noResults}</p>
          ) : (
            <>
              <Table label={words.results} columns={columns} rows={items} rowKey={({ at }) => at} />
              {next_cursor !== null && limit < most ? (
                <div className="border-line border-t p-3 text-center">
                  <Button
                    small
                    onClick={() => setLimit(limit === first ? 100 : most)}
                    busy={results.isFetching}
                    label={more}
                  />
                </div>
              ) : null}
            </>
          )
        }
      </QueryResult>
    </Card>
  )
}

function useColumns(): readonly Column<Result>[] {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const say = useMessageText()
  return useMemo(() => {
    const took = (ms: number | null) => (ms === null ? '–' : format.milliseconds(ms))
    const className = 'text-right whitespace-nowrap'
    const phase = (id: keyof Result['phases'], header: string): Column<Result> => ({
      header,
      from: 'lg',
      className,
      cell: ({ phases }) => took(phases[id]),
    })
    return [
      {
        header: words.at,
        className: 'whitespace-nowrap',
        cell: ({ at }) => (
          <time dateTime={at} title={format.exact(at)}>
            {format.clockWithSeconds(at)}
          </time>
        ),
      },
      { header: words.result, cell: ({ state }) => <CheckState state={state} quiet /> },
      {
        header: words.answer,
        className: 'sm:w-1/3',
        cell: ({ reason, reason_i18n, http_status }) => (
          <span className="[overflow-wrap:anywhere]">
            {reason === null ? (http_status === null ? '–' : `HTTP ${http_status}`) : say(reason, reason_i18n)}
          </span>
        ),
      },
      phase('dns_ms', words.phases.dns),
      phase('connect_ms', words.phases.connect),
      phase('tls_ms', words.phases.tls),
      phase('first_byte_ms', words.phases.firstByte),
      { header: words.phases.total, from: 'sm', className, cell: ({ response_ms }) => took(response_ms) },
    ]
  }, [words, format, say])
}
