import { ListFlags } from '../../../contracts/flags/flags.ts'
import { useApiQuery } from '../../data/queries.ts'
import { SelectField } from '../../design/forms/field.tsx'
import type { FormState } from '../../design/forms/form.tsx'
import { flagLeasesWords } from '../../messages/flag-leases.ts'
import { useWords } from '../../words/language.tsx'
import { useEnvironmentRef } from './environment.ts'

type KeyAndVariant = { readonly key: string; readonly variant: string }

/** A flag of this place. */
export function FlagField(field: { value: string; onChange: (key: string) => void; error: string | undefined }) {
  const words = useWords(flagLeasesWords)
  return <SelectField label={words.flag} required choices={named(useFlagsHere().map(({ key }) => key))} {...field} />
}

/** A flag of this place, and one of its variants. */
export function FlagAndVariant({
  form,
}: {
  form: Pick<FormState<KeyAndVariant>, 'values' | 'field'> & { set: (change: Partial<KeyAndVariant>) => void }
}) {
  const words = useWords(flagLeasesWords)
  const flag = useFlagsHere().find(({ key }) => key === form.values.key)
  const variants = Object.keys(flag?.definition.variants ?? {})
  return (
    <>
      <FlagField {...form.field('key')} onChange={key => form.set({ key, variant: '' })} />
      <SelectField label={words.variant} required choices={named(variants)} {...form.field('variant')} />
    </>
  )
}

const named = (names: readonly string[]) => ['', ...names].map(value => ({ value, label: value }))

function useFlagsHere() {
  const { place } = useEnvironmentRef()
  return useApiQuery(ListFlags, { query: { ...place, limit: 500 } }).data?.items ?? []
}
