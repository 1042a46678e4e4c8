import { ListUsers } from '../../../contracts/identity.ts'
import { useAnswer } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { auditWords } from '../../messages/audit.ts'
import { useWords } from '../../words/language.tsx'
import type { AuditFilterValues } from './use-audit-filters.ts'

type FiltersProps = {
  readonly filters: AuditFilterValues
  readonly onChange: (change: AuditFilterValues) => void
}

export function AuditFilters({ filters, onChange }: FiltersProps) {
  const words = useWords(auditWords)
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <Who value={filters.who ?? ''} onChange={who => onChange({ who })} />
      <SelectField
        label={words.what}
        value={filters.kind ?? ''}
        onChange={kind => onChange({ kind: kind || undefined })}
        choices={[
          { value: '', label: words.anything },
          ...Object.entries(words.kinds).map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextField
        type="date"
        label={words.from}
        value={filters.from ?? ''}
        max={filters.to}
        onChange={from => onChange({ from: from || undefined })}
      />
      <TextField
        type="date"
        label={words.to}
        value={filters.to ?? ''}
        min={filters.from}
        onChange={to => onChange({ to: to || undefined })}
      />
      {filters.subject ? (
        <Button icon="close" onClick={() => onChange({ subject: undefined })}>
          {words.onlyThis}
        </Button>
      ) : null}
    </div>
  )
}

function Who({ value, onChange }: { value: string; onChange: (id: string | undefined) => void }) {
  const words = useWords(auditWords)
  const { data } = useAnswer(ListUsers, { query: { limit: 500 } })
  const users = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const known = [{ value: '', label: words.anybody }, ...users, { value: 'admin-key', label: words.operator }]
  const isKnown = known.some(one => one.value === value)
  return (
    <SelectField
      label={words.who}
      value={value}
      onChange={id => onChange(id || undefined)}
      choices={isKnown ? known : [...known, { value, label: value }]}
    />
  )
}
