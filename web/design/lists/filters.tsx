import { useDebounced } from '../../data/debounce.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { type Choice, SelectField, TextField } from '../forms/field.tsx'

/** What is searched for stands as `q` in the address. */
export function SearchFilter({ label }: { label: string }) {
  const [{ q = '' }, setFilters] = useFilters({ q: anyText })
  const search = useDebounced(q, text => setFilters({ q: text || undefined }))
  return <TextField type="search" label={label} value={search.text} onChange={search.type} />
}

type SelectFilterProps<Value extends string> = {
  readonly label: string
  /** The choice that leaves everything in. */
  readonly all: string
  readonly value: Value | undefined
  readonly onChange: (value: Value | undefined) => void
  readonly choices: readonly Choice[]
}

export function SelectFilter<Value extends string>({ all, value, onChange, choices, label }: SelectFilterProps<Value>) {
  return (
    <SelectField<Value | ''>
      label={label}
      value={value ?? ''}
      onChange={chosen => onChange(chosen || undefined)}
      choices={[{ value: '', label: all }, ...choices]}
    />
  )
}
