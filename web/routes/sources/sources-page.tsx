import { useMemo } from 'react'
import { DeleteSource, ListSources, RefreshSource, type Source } from '../../../contracts/metrics/sources.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { useMay } from '../../data/session.ts'
import { CallButton, ConfirmButton } from '../../design/actions/call-button.tsx'
import { ButtonLink } from '../../design/actions/link.tsx'
import { ButtonRow } from '../../design/button.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { stateBadge } from '../../design/status.tsx'
import { Duration } from '../../design/time.tsx'
import { sourcesWords } from '../../messages/sources.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

const SourceState = stateBadge(
  { waiting: 'unknown', ok: 'ok', failing: 'bad' } as const,
  sourcesWords,
  words => words.states,
)

export function SourcesPage() {
  const words = useWords(sourcesWords)
  const may = useMay()
  const sources = useAllItems(ListSources, {}, { refetchInterval: 10_000 })
  const add = may('admin') ? <ButtonLink to="/sources/new" variant="primary" icon="plus" label={words.add} /> : null
  return (
    <>
      <PageHeader page="sources" intro={words.intro} actions={sources.data?.length === 0 ? null : add} />
      <TableCard
        answer={sources}
        label={words.list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={may('responder') ? source => <Orders source={source} /> : undefined}
        actionsClass="text-right"
        none={<EmptyState icon="chart" title={words.none} action={add} text={words.noneText} />}
      />
    </>
  )
}

function useColumns(): readonly Column<Source>[] {
  const words = useWords(sourcesWords)
  const format = useFormat()
  const say = useMessageText()
  return useMemo(
    () => [
      {
        header: words.name,
        sortBy: ({ name }) => name,
        cell: ({ name, kind, place, problems }) => (
          <div className="min-w-0">
            <span className="inline-flex items-center gap-1.5 font-medium">
              {name} <FromFile place={place} />
            </span>
            <div className="text-muted text-sm">{kind}</div>
            {problems.map(({ index, count, reason, reason_i18n }) => (
              <div key={index} className="text-warn text-sm">
                {words.problem(format.number(count), format.number(index), say(reason, reason_i18n))}
              </div>
            ))}
          </div>
        ),
      },
      {
        header: words.state,
        sortBy: ({ state }) => state,
        cell: ({ state, reason, reason_i18n }) => (
          <div className="grid justify-items-start gap-0.5">
            <SourceState state={state} />
            {reason ? <span className="text-muted max-w-[50ch] text-sm">{say(reason, reason_i18n)}</span> : null}
          </div>
        ),
      },
      {
        header: words.every,
        from: 'lg',
        sortBy: ({ every_s }) => every_s,
        cell: ({ every_s }) => (every_s === null ? words.pushed : <Duration seconds={every_s} exact />),
      },
      {
        header: words.points,
        from: 'md',
        sortBy: ({ accepted }) => accepted,
        cell: ({ accepted, duplicates, refused }) => (
          <span title={words.pointsOf(format.number(accepted), format.number(duplicates), format.number(refused))}>
            {format.number(accepted)}
          </span>
        ),
      },
      { header: words.checked, from: 'sm', time: ({ checked_at }) => checked_at },
    ],
    [words, format, say],
  )
}

function Orders({ source: { id, name, every_s, origin } }: { source: Source }) {
  const words = useWords(sourcesWords)
  const admin = useMay()('admin')
  const input = { params: { id } }
  return (
    <ButtonRow>
      {every_s === null ? null : (
        <CallButton
          bare="play"
          label={words.refresh}
          operation={RefreshSource}
          input={input}
          changes={[ListSources]}
          done={words.refreshed(name)}
        />
      )}
      {admin && origin !== 'file' ? (
        <ConfirmButton
          bare="trash"
          label={words.remove}
          action={words.remove}
          title={words.removeTitle(name)}
          text={words.removeText}
          operation={DeleteSource}
          input={input}
          changes={[ListSources]}
          done={words.removed(name)}
        />
      ) : null}
    </ButtonRow>
  )
}
