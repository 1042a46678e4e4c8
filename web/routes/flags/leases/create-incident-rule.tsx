import { useQueryClient } from '@tanstack/react-query'
import { ListChangeRequests } from '../../../../contracts/flag-governance.ts'
import { CreateIncidentRule, ListIncidentRules, ListLeases } from '../../../../contracts/flag-leases.ts'
import { ListComponents } from '../../../../contracts/incidents.ts'
import type { Impact } from '../../../../contracts/vocabulary.ts'
import { ask } from '../../../data/api-client.ts'
import { forget, useAnswer } from '../../../data/queries.ts'
import { CheckboxField, SelectField, TextField } from '../../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../../design/forms/form.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { stateWords } from '../../../messages/states.ts'
import { useWords } from '../../../words/language.tsx'
import { BreakGlass, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { usePlace, waits } from '../environment.ts'
import { FlagAndVariant } from '../flag-and-variant.tsx'

const nothing = {
  key: '',
  variant: '',
  component: '',
  minimum_impact: 'major' as Impact,
  quiet: '5',
  limit: '4',
  banner: '',
  dry_run: false,
  glass: whole,
}

export function MakeIncidentRule({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { impact } = useWords(stateWords)
  const { requested } = useWords(flagsWords)
  const { place } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const components = useAnswer(ListComponents, { query: { limit: 500 } }).data?.items ?? []
  const form = useForm(nothing, async ({ quiet, limit, component, glass, ...rest }) => {
    const times = { quiet_s: Math.round(Number(quiet) * 60), limit_s: Math.round(Number(limit) * 3_600) }
    const body = { ...rest, ...times, component: component || null }
    const made = await ask(CreateIncidentRule, { query: { ...place, ...pastApproval(glass) }, body })
    forget(client, ListIncidentRules, ListLeases, ListChangeRequests)
    toasts.done(waits(made) ? requested : words.ruleMade)
    onDone()
  })
  const { values, set, errorOf } = form
  return (
    <Form form={form} action={useSendWord(values.glass, words.makeRule)} onCancel={onDone}>
      <FlagAndVariant flagKey={values.key} variant={values.variant} onChange={set} errorOf={errorOf} />
      <SelectField
        label={words.component}
        {...form.field('component')}
        choices={[
          { value: '', label: words.anyOne },
          ...components.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      <SelectField
        label={words.impact}
        value={values.minimum_impact}
        onChange={value => set({ minimum_impact: value as Impact })}
        choices={Object.entries(impact).map(([value, label]) => ({ value, label }))}
      />
      <Terms form={form} />
      <CheckboxField label={words.dryRun} checked={values.dry_run} onChange={dry_run => set({ dry_run })} />
      <BreakGlass glass={values.glass} onChange={glass => set({ glass })} />
    </Form>
  )
}

/** How long it stays, and what people read meanwhile. */
function Terms({ form }: { form: FormState<typeof nothing> }) {
  const { values, set, errorOf } = form
  const words = useWords(flagLeasesWords)
  return (
    <>
      <div className="grid items-end gap-4 sm:grid-cols-2">
        <TextField
          type="number"
          label={words.quiet}
          min={0}
          max={1_440}
          required
          value={values.quiet}
          onChange={quiet => set({ quiet })}
          error={errorOf('quiet_s')}
        />
        <TextField
          type="number"
          label={words.limit}
          min={1}
          max={720}
          required
          value={values.limit}
          onChange={limit => set({ limit })}
          error={errorOf('limit_s')}
        />
      </div>
      <TextField label={words.banner} hint={words.bannerHint} optional maxLength={500} {...form.field('banner')} />
    </>
  )
}
