import { lazy } from 'react'
import { ListFunctions } from '../../../contracts/functions/functions.ts'
import { ListRuns, type Run } from '../../../contracts/functions/runs.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiQuery } from '../../data/queries.ts'
import { DialogOf } from '../../design/actions/dialog-button.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SelectFilter } from '../../design/lists/filters.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useWords } from '../../words/language.tsx'
import { useRunColumns } from './run-columns.tsx'

const RunDetail = lazy(() => import('./run-detail.tsx').then(module => ({ default: module.RunDetail })))

const states = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const
const soonMs = 2_000
const laterMs = 15_000

export function RunList() {
  const { run: words, name: label } = useWords(functionsWords)
  const [{ run, state, function: name, chain }, setFilters, filter] = useFilters({
    state: oneOf(states),
    function: anyText,
    chain: anyText,
    run: anyText,
  })
  const functions = useApiQuery(ListFunctions).data?.items ?? []
  const query = {
    limit: 100,
    ...(state ? { state } : {}),
    ...(name ? { function: name } : {}),
    ...(chain ? { correlation_id: chain } : {}),
  }
  const runs = usePagedQuery(
    ListRuns,
    { query },
    { everyMs: items => (items.some(one => one.state === 'waiting' || one.state === 'running') ? soonMs : laterMs) },
  )
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<Run['state']>
          label={words.state}
          all={{}}
          value={state}
          onChange={next => setFilters({ state: next })}
          counters={states.map(value => ({ value, label: words.states[value] }))}
        />
        <SelectFilter
          label={label}
          all={words.anyFunction}
          value={name}
          onChange={next => setFilters({ function: next })}
          choices={functions.map(one => ({ value: one.name, label: one.name }))}
        />
      </div>
      <TableCard
        answer={runs}
        label={words.list}
        columns={useRunColumns()}
        rowKey={({ id }) => id}
        filter={filter}
        words={words}
        none={<EmptyState icon="function" title={words.none} text={words.noneText} />}
      />
      <DialogOf of={run ?? null} onClose={() => setFilters({ run: undefined })} title={() => words.id} shape="drawer">
        {id => <RunDetail id={id} onChain={next => setFilters({ run: undefined, chain: next })} />}
      </DialogOf>
    </>
  )
}
