import { useQueryClient } from '@tanstack/react-query'
import { ListScheduledChanges, ScheduleFlagChange } from '../../../../contracts/flag-rollouts.ts'
import { type FlagDefinition, ListFlags } from '../../../../contracts/flags.ts'
import { ask } from '../../../data/api-client.ts'
import { forget, useAnswer } from '../../../data/queries.ts'
import { SelectField, TextField } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useLocale, useWords } from '../../../words/language.tsx'
import { momentOf } from '../../../words/wall-clock.ts'
import { BreakGlass, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { flagAnswers, usePlace, waits } from '../environment.ts'
import { FlagAndVariant } from '../flag-and-variant.tsx'

type What = 'on' | 'off' | 'default'
const nothing = { key: '', variant: '', what: 'on' as What, at: '', glass: whole }

/** At a time of the wall clock of whoever plans it. */
export function PlanChange({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const { timeZone } = useLocale()
  const { place } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm(nothing, async ({ key, variant, what, at, glass }) => {
    const body = { at: momentOf(at, timeZone) ?? '', change: changeOf(what, variant) }
    const query = { ...place, ...pastApproval(glass) }
    const planned = await ask(ScheduleFlagChange, { params: { key }, query, body })
    forget(client, ListScheduledChanges, ...flagAnswers)
    toasts.done(waits(planned) ? requested : words.plannedDone)
    onDone()
  })
  const { values, set, errorOf } = form
  const action = useSendWord(values.glass, words.plan)
  return (
    <Form form={form} action={action} onCancel={onDone}>
      <SelectField
        label={words.planWhat}
        value={values.what}
        onChange={what => set({ what: what as What })}
        choices={Object.entries(words.whats).map(([value, label]) => ({ value, label }))}
      />
      {values.what === 'default' ? (
        <FlagAndVariant flagKey={values.key} variant={values.variant} onChange={set} errorOf={errorOf} />
      ) : (
        <FlagChoice {...form.field('key')} />
      )}
      <TextField type="datetime-local" label={words.planAt} required {...form.field('at')} />
      <BreakGlass glass={values.glass} onChange={glass => set({ glass })} />
    </Form>
  )
}

function changeOf(what: What, variant: string): Partial<FlagDefinition> {
  if (what === 'default') return { defaultVariant: variant }
  return { state: what === 'on' ? 'ENABLED' : 'DISABLED' }
}

type ChoiceProps = {
  readonly value: string
  readonly onChange: (key: string) => void
  readonly error: string | undefined
}

function FlagChoice({ value, onChange, error }: ChoiceProps) {
  const words = useWords(flagLeasesWords)
  const { place } = usePlace()
  const flags = useAnswer(ListFlags, { query: { ...place, limit: 500 } }).data?.items ?? []
  return (
    <SelectField
      label={words.flag}
      required
      value={value}
      onChange={onChange}
      choices={['', ...flags.map(({ key }) => key)].map(key => ({ value: key, label: key }))}
      error={error}
    />
  )
}
