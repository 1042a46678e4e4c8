import { useMemo } from 'react'
import { useSettled } from '../../data/debounce.ts'
import { Counters } from '../../design/counters.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { type CheckedComponent, type ShownState, shownStates, stateOf } from './component-rows.ts'

type Filters = { readonly state?: ShownState; readonly q?: string }

type FiltersProps = {
  readonly filters: Filters
  readonly onChange: (change: Partial<Filters>) => void
  readonly rows: readonly CheckedComponent[]
}

export function ComponentFilters({ filters, onChange, rows }: FiltersProps) {
  const words = useWords(checksWords).list
  const { signal } = useWords(stateWords)
  const { all } = useWords(frameWords)
  const q = useSettled(filters.q ?? '', text => onChange({ q: text || undefined }))
  const counts = useMemo(() => Map.groupBy(rows, stateOf), [rows])
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
      <Counters<ShownState>
        label={words.filter}
        value={filters.state}
        onChange={state => onChange({ state })}
        counters={[
          { value: undefined, label: all, count: rows.length },
          ...shownStates
            .filter(state => state !== 'paused' || counts.has('paused') || filters.state === 'paused')
            .map(value => ({
              value,
              label: value === 'paused' ? words.paused : signal[value],
              count: counts.get(value)?.length ?? 0,
            })),
        ]}
      />
      <div className="w-full sm:w-72">
        <TextField type="search" label={words.search} value={q.text} onChange={q.type} />
      </div>
    </div>
  )
}
