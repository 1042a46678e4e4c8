import { useState } from 'react'
import {
  ListRamps,
  ListScheduledChanges,
  ScheduleFlagChange,
  StartRamp,
} from '../../../../contracts/flags/flag-rollouts.ts'
import { type FlagDefinition, ListFlags } from '../../../../contracts/flags/flags.ts'
import { ListComponents } from '../../../../contracts/incidents/incidents.ts'
import { callApi } from '../../../data/api-client.ts'
import { useApiQuery, useSuccess } from '../../../data/queries.ts'
import { choicesOf, SelectField, TextField } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useLocale, useWords } from '../../../words/language.tsx'
import { momentOf } from '../../../words/wall-clock.ts'
import { BreakGlass, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { flagAnswers, useEnvironmentRef, waits } from '../environment.ts'
import { FlagAndVariant } from '../flag-and-variant.tsx'
import { readSteps } from './ramp-steps.ts'

const noRamp = {
  key: '',
  variant: '',
  steps: '',
  component: '',
  onTrouble: 'pause',
  glass: whole,
}

export function StartRampForm({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const { place } = useEnvironmentRef()
  const success = useSuccess()
  const [bad, setBad] = useState<string | undefined>()
  const components = useApiQuery(ListComponents, { query: { limit: 500 } }).data?.items ?? []
  const form = useForm(
    { ...noRamp, steps: words.usualSteps },
    async ({ key, variant, steps: text, component, onTrouble, glass }) => {
      const steps = readSteps(text)
      setBad(steps ? undefined : words.badSteps)
      if (!steps) return
      const on_trouble = onTrouble === 'pause' ? ('pause' as const) : ('roll_back' as const)
      const guard = component ? { components: [component], on_trouble } : null
      const started = await callApi(StartRamp, {
        params: { key },
        query: { ...place, ...pastApproval(glass) },
        body: { variant, steps: [...steps], guard },
      })
      success(waits(started) ? requested : words.rampStarted, ListRamps, ...flagAnswers)
      onDone()
    },
  )
  const { values, set, errorOf } = form
  const action = useSendWord(values.glass, words.startRamp)
  return (
    <Form form={form} action={action} onCancel={onDone}>
      <FlagAndVariant flagKey={values.key} variant={values.variant} onChange={set} errorOf={errorOf} />
      <TextField
        label={words.steps}
        hint={words.stepsHint}
        required
        spellCheck={false}
        value={values.steps}
        onChange={steps => set({ steps })}
        error={bad ?? errorOf('steps')}
      />
      <SelectField
        label={words.guard}
        choices={[
          { value: '', label: words.noGuard },
          ...components.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        {...form.field('component')}
      />
      {values.component ? (
        <SelectField label={words.onTrouble} choices={choicesOf(words.troubles)} {...form.field('onTrouble')} />
      ) : null}
      <BreakGlass glass={values.glass} onChange={glass => set({ glass })} />
    </Form>
  )
}

type What = 'on' | 'off' | 'default'
const noChange = { key: '', variant: '', what: 'on' as What, at: '', glass: whole }

/** At a time of the wall clock of whoever plans it. */
export function ScheduleChange({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { requested } = useWords(flagsWords)
  const { timeZone } = useLocale()
  const { place } = useEnvironmentRef()
  const success = useSuccess()
  const form = useForm(noChange, async ({ key, variant, what, at, glass }) => {
    const body = { at: momentOf(at, timeZone) ?? '', change: changeOf(what, variant) }
    const query = { ...place, ...pastApproval(glass) }
    const planned = await callApi(ScheduleFlagChange, { params: { key }, query, body })
    success(waits(planned) ? requested : words.plannedDone, ListScheduledChanges, ...flagAnswers)
    onDone()
  })
  const { values, set, errorOf } = form
  const action = useSendWord(values.glass, words.plan)
  return (
    <Form form={form} action={action} onCancel={onDone}>
      <SelectField label={words.planWhat} choices={choicesOf(words.whats)} {...form.field('what')} />
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
  const { place } = useEnvironmentRef()
  const flags = useApiQuery(ListFlags, { query: { ...place, limit: 500 } }).data?.items ?? []
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
