import { useState } from 'react'
import {
  ListRamps,
  ListScheduledChanges,
  ScheduleFlagChange,
  StartRamp,
} from '../../../../contracts/flags/flag-rollouts.ts'
import type { FlagDefinition } from '../../../../contracts/flags/flags.ts'
import { callApi } from '../../../data/api-client.ts'
import { choicesOf, SelectField, TextField } from '../../../design/forms/field.tsx'
import { useForm } from '../../../design/forms/form.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { useLocale, useWords } from '../../../words/language.tsx'
import { momentOf } from '../../../words/wall-clock.ts'
import { ComponentField } from '../../components/component-field.tsx'
import { FlagForm, pastApproval, whole } from '../break-glass.tsx'
import { useEnvironmentRef, useFlagSuccess } from '../environment.ts'
import { FlagAndVariant, FlagField } from '../flag-and-variant.tsx'
import { readSteps } from './ramp-steps.ts'

const noRamp = { key: '', variant: '', component: '', onTrouble: 'pause' as 'pause' | 'roll_back', glass: whole }

export function StartRampForm({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const [bad, setBad] = useState<string | undefined>()
  const form = useForm(
    { ...noRamp, steps: words.usualSteps },
    async ({ key, variant, component, onTrouble, ...rest }) => {
      const steps = readSteps(rest.steps)
      setBad(steps ? undefined : words.badSteps)
      if (!steps) return
      const guard = component ? { components: [component], on_trouble: onTrouble } : null
      const query = { ...place, ...pastApproval(rest.glass) }
      const started = await callApi(StartRamp, { params: { key }, query, body: { variant, steps: [...steps], guard } })
      success(started, words.rampStarted, ListRamps)
      onDone()
    },
  )
  return (
    <FlagForm form={form} action={words.startRamp} onCancel={onDone}>
      <FlagAndVariant form={form} />
      <TextField
        label={words.steps}
        hint={words.stepsHint}
        required
        spellCheck={false}
        {...form.field('steps')}
        error={bad ?? form.errorOf('steps')}
      />
      <ComponentField label={words.guard} none={words.noGuard} {...form.field('component')} />
      {form.values.component ? (
        <SelectField label={words.onTrouble} choices={choicesOf(words.troubles)} {...form.field('onTrouble')} />
      ) : null}
    </FlagForm>
  )
}

type What = 'on' | 'off' | 'default'
const noChange = { key: '', variant: '', what: 'on' as What, at: '', glass: whole }

/** At a time of the wall clock of whoever plans it. */
export function ScheduleChange({ onDone }: { onDone: () => void }) {
  const words = useWords(flagLeasesWords)
  const { timeZone } = useLocale()
  const { place } = useEnvironmentRef()
  const success = useFlagSuccess()
  const form = useForm(noChange, async ({ key, variant, what, at, glass }) => {
    const body = { at: momentOf(at, timeZone) ?? '', change: changeOf(what, variant) }
    const query = { ...place, ...pastApproval(glass) }
    const planned = await callApi(ScheduleFlagChange, { params: { key }, query, body })
    success(planned, words.plannedDone, ListScheduledChanges)
    onDone()
  })
  return (
    <FlagForm form={form} action={words.plan} onCancel={onDone}>
      <SelectField label={words.planWhat} choices={choicesOf(words.whats)} {...form.field('what')} />
      {form.values.what === 'default' ? <FlagAndVariant form={form} /> : <FlagField {...form.field('key')} />}
      <TextField type="datetime-local" label={words.planAt} required {...form.field('at')} />
    </FlagForm>
  )
}

function changeOf(what: What, variant: string): Partial<FlagDefinition> {
  if (what === 'default') return { defaultVariant: variant }
  return { state: what === 'on' ? 'ENABLED' : 'DISABLED' }
}
