import { lazy } from 'react'
import { type FunctionView, ListFunctions } from '../../../contracts/functions/functions.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton, DialogOf } from '../../design/actions/dialog-button.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { Badge } from '../../design/status.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

const FunctionDetail = lazy(() => import('./function-detail.tsx').then(module => ({ default: module.FunctionDetail })))
const InvokeForm = lazy(() => import('./invoke-form.tsx').then(module => ({ default: module.InvokeForm })))

export function FunctionList() {
  const words = useWords(functionsWords)
  const responder = useMay()('responder')
  const [filters, setFilters] = useFilters({ name: anyText })
  const functions = useApiQuery(ListFunctions, {}, { refetchInterval: 10_000 })
  return (
    <>
      <TableCard
        answer={functions}
        label={words.list}
        columns={useColumns(name => setFilters({ name }))}
        rowKey={({ name }) => name}
        actions={responder ? one => <Invoke of={one} /> : undefined}
        actionsClass="text-right"
        none={<EmptyState icon="function" title={words.none} text={words.noneText} />}
      />
      <DialogOf
        of={functions.data?.items.find(({ name }) => name === filters.name) ?? null}
        onClose={() => setFilters({ name: undefined })}
        title={({ name }) => name}
        shape="drawer"
      >
        {one => <FunctionDetail of={one} />}
      </DialogOf>
    </>
  )
}

function Invoke({ of: { name, ready } }: { of: FunctionView }) {
  const words = useWords(functionsWords)
  if (!ready) return null
  return (
    <DialogButton small icon="play" label={words.invoke} title={words.invokeTitle(name)}>
      {close => <InvokeForm name={name} onDone={close} />}
    </DialogButton>
  )
}

function useColumns(onOpen: (name: string) => void): readonly Column<FunctionView>[] {
  const words = useWords(functionsWords)
  const format = useFormat()
  const say = useMessageText()
  return [
    {
      header: words.name,
      sortBy: ({ name }) => name,
      cell: ({ name, lang, ready, reason, reason_i18n }) => (
        <>
          <button type="button" className="link min-h-6 text-left font-medium" onClick={() => onOpen(name)}>
            {name}
          </button>
          <div className="text-muted text-sm">
            {ready || reason === null ? lang : <span className="text-bad">{say(reason, reason_i18n)}</span>}
          </div>
        </>
      ),
    },
    {
      header: words.level,
      from: 'sm',
      sortBy: ({ level }) => level,
      cell: ({ level }) =>
        level ? (
          <Badge quiet tone={level === 'container' ? 'ok' : 'warn'} icon="lock" label={words.levels[level]} />
        ) : (
          <Badge tone="bad" label={words.notReady} />
        ),
    },
    { header: words.starts, from: 'md', cell: one => <Starts of={one} /> },
    {
      header: words.memory,
      from: 'lg',
      sortBy: ({ memory_bytes }) => memory_bytes,
      cell: ({ memory_bytes }) =>
        memory_bytes === 0 ? (
          <span className="text-muted">{words.asleep}</span>
        ) : (
          words.megabytes(format.number(Math.round(memory_bytes / 2 ** 20)))
        ),
    },
    {
      header: words.calls,
      from: 'sm',
      sortBy: ({ invocations }) => invocations,
      cell: ({ invocations }) => format.number(invocations),
    },
  ]
}

function Starts({ of: { schedules, topics, public: isPublic } }: { of: FunctionView }) {
  const words = useWords(functionsWords)
  const all = [
    ...schedules.map(({ cron, time_zone }) => words.onSchedule(cron, time_zone)),
    ...topics.map(words.topic),
    isPublic ? words.public : words.http,
  ]
  return (
    <ul>
      {all.map(text => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  )
}
