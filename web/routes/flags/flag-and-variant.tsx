import { ListFlags } from '../../../contracts/flags/flags.ts'
import { useApiQuery } from '../../data/queries.ts'
import { SelectField } from '../../design/forms/field.tsx'
import { flagLeasesWords } from '../../messages/flag-leases.ts'
import { useWords } from '../../words/language.tsx'
import { useEnvironmentRef } from './environment.ts'

type FlagAndVariantProps = {
  readonly flagKey: string
  readonly variant: string
  readonly onChange: (change: { key?: string; variant: string }) => void
  readonly errorOf: (field: string) => string | undefined
}

/** A flag of this place, and one of its variants. */
export function FlagAndVariant({ flagKey, variant, onChange, errorOf }: FlagAndVariantProps) {
  const words = useWords(flagLeasesWords)
  const { place } = useEnvironmentRef()
  const flags = useApiQuery(ListFlags, { query: { ...place, limit: 500 } }).data?.items ?? []
  const variants = Object.keys(flags.find(({ key }) => key === flagKey)?.definition.variants ?? {})
  const choices = (names: readonly string[]) => ['', ...names].map(value => ({ value, label: value }))
  return (
    <>
      <SelectField
        label={words.flag}
        required
        value={flagKey}
        onChange={key => onChange({ key, variant: '' })}
        choices={choices(flags.map(({ key }) => key))}
        error={errorOf('key')}
      />
      <SelectField
        label={words.variant}
        required
        value={variant}
        onChange={name => onChange({ variant: name })}
        choices={choices(variants)}
        error={errorOf('variant')}
      />
    </>
  )
}
