import type { ReactNode } from 'react'
import { Card } from '../card.tsx'
import { NoMatches } from './empty-state.tsx'
import { type Answer, itemsOf, type Listed, More, QueryResult } from './query-result.tsx'
import { Table, type TableProps } from './table.tsx'

export type TableCardProps<Row, Found> = Omit<TableProps<Row>, 'rows'> & {
  readonly answer: Answer<Listed<Found>> & Partial<Parameters<typeof More>[0]['pages']>
  /** Of what was found, where more is filtered here than by the server. */
  readonly rows?: readonly Row[]
  readonly lines?: number
  /** What stands there instead of an empty list. */
  readonly none: ReactNode
  /** Of `useFilters`, where the list has filters. */
  readonly filter?: { readonly isFiltered: boolean; readonly clear: () => void }
  readonly words?: Parameters<typeof NoMatches>[0]['words']
}

/** The list of a page: waiting, failing, empty, filtered to nothing, or a table with the rest of it below. */
export function TableCard<Row, Found = Row>(props: TableCardProps<Row, Found>) {
  const { answer, rows, lines = 6, none, filter, words, ...table } = props
  const { hasNextPage = false, isFetchingNextPage = false, fetchNextPage = () => undefined } = answer
  return (
    <Card flush>
      <QueryResult answer={answer} lines={lines}>
        {found => {
          const shown = rows ?? (itemsOf(found) as readonly unknown[] as readonly Row[])
          if (shown.length > 0) return <Table {...table} rows={shown} />
          return filter?.isFiltered && words ? <NoMatches words={words} onShowAll={filter.clear} /> : none
        }}
      </QueryResult>
      <More pages={{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
    </Card>
  )
}
