import { useComponents } from '../../data/components.ts'
import { type FieldFrame, SelectField } from '../../design/forms/field.tsx'

type ComponentFieldProps = FieldFrame & {
  /** What stands there instead of a component. */
  readonly none: string
  /** A slug, or empty. */
  readonly value: string
  readonly onChange: (slug: string) => void
}

/** A component, or none. What was chosen stays among the choices, also when it is gone. */
export function ComponentField({ none, value, ...frame }: ComponentFieldProps) {
  const known = useComponents().map(({ slug, name }) => ({ value: slug, label: name }))
  const isKnown = value === '' || known.some(one => one.value === value)
  const choices = [{ value: '', label: none }, ...known, ...(isKnown ? [] : [{ value, label: value }])]
  return <SelectField {...frame} value={value} choices={choices} />
}
