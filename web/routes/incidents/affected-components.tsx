import { ListComponents } from '../../../contracts/incidents.ts'
import { useAnswer } from '../../data/queries.ts'
import { CheckboxField } from '../../design/forms/field.tsx'

type AffectedProps = {
  readonly label: string
  readonly hint?: string
  /** Ids of those that are in already, and not offered. */
  readonly known?: readonly string[]
  /** Slugs. */
  readonly chosen: readonly string[]
  readonly onChange: (slugs: readonly string[]) => void
}

/** Components to tick. */
export function Affected({ label, hint, known = [], chosen, onChange }: AffectedProps) {
  const { data } = useAnswer(ListComponents, { query: { limit: 500 } })
  const offered = data?.items.filter(({ id }) => !known.includes(id)) ?? []
  if (offered.length === 0) return null
  return (
    <fieldset>
      <legend className="font-medium">{label}</legend>
      {hint ? <p className="text-muted mb-2 text-sm">{hint}</p> : null}
      <div className="border-line mt-1 grid max-h-48 gap-2 overflow-y-auto rounded-md border p-2.5">
        {offered.map(({ slug, name }) => (
          <CheckboxField
            key={slug}
            label={name}
            checked={chosen.includes(slug)}
            onChange={checked => onChange(checked ? [...chosen, slug] : chosen.filter(one => one !== slug))}
          />
        ))}
      </div>
    </fieldset>
  )
}
