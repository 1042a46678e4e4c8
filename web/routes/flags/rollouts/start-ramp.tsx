import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ListRamps, StartRamp } from '../../../../contracts/flag-rollouts.ts'
import { ListComponents } from '../../../../contracts/incidents.ts'
import { ask } from '../../../data/api-client.ts'
import { forget, useAnswer } from '../../../data/queries.ts'
import { SelectField, TextField } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { flagsWords } from '../../../messages/flags.ts'
import { useWords } from '../../../words/language.tsx'
import { BreakGlass, pastApproval, useSendWord, whole } from '../break-glass.tsx'
import { flagAnswers, usePlace, waits } from '../environment.ts'
import { FlagAndVariant } from '../flag-and-variant.tsx'
import { readSteps } from './ramp-steps.ts'

const nothing = {
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
  const { place } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const [bad, setBad] = useState<string | undefined>()
  const components = useAnswer(ListComponents, { query: { limit: 500 } }).data?.items ?? []
  const form = useForm(
    { ...nothing, steps: words.usualSteps },
    async ({ key, variant, steps: text, component, onTrouble, glass }) => {
      const steps = readSteps(text)
      setBad(steps ? undefined : words.badSteps)
      if (!steps) return
      const on_trouble = onTrouble === 'pause' ? ('pause' as const) : ('roll_back' as const)
      const guard = component ? { components: [component], on_trouble } : null
      const started = await ask(StartRamp, {
        params: { key },
        query: { ...place, ...pastApproval(glass) },
        body: { variant, steps: [...steps], guard },
      })
      forget(client, ListRamps, ...flagAnswers)
      toasts.done(waits(started) ? requested : words.rampStarted)
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
        value={values.component}
        onChange={component => set({ component })}
        choices={[
          { value: '', label: words.noGuard },
          ...components.map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
      />
      {values.component ? (
        <SelectField
          label={words.onTrouble}
          value={values.onTrouble}
          onChange={onTrouble => set({ onTrouble })}
          choices={Object.entries(words.troubles).map(([value, label]) => ({ value, label }))}
        />
      ) : null}
      <BreakGlass glass={values.glass} onChange={glass => set({ glass })} />
    </Form>
  )
}
