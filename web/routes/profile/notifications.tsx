import { useMe } from '../../data/session.ts'
import { Card } from '../../design/card.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { frameWords } from '../../messages/frame.ts'
import { profileWords } from '../../messages/profile.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { useSaveMe } from './use-save-me.ts'

const chosen = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

export function Notifications() {
  const words = useWords(profileWords)
  const { save } = useWords(frameWords)
  const { impact } = useWords(stateWords)
  const me = useMe()
  const saveMe = useSaveMe()
  const initial = me.notifications ?? { email: 'followed' as const, minimum_impact: 'none' as const }
  const form = useForm(initial, notifications => saveMe({ notifications }))
  const { values, set } = form
  return (
    <Card title={words.notifications}>
      <Form form={form} action={save}>
        <SelectField
          label={words.email_choice}
          value={values.email}
          onChange={email => set({ email: email as typeof values.email })}
          choices={chosen(words.emailChoices)}
        />
        <SelectField
          label={words.minimumImpact}
          value={values.minimum_impact}
          onChange={minimum_impact => set({ minimum_impact: minimum_impact as typeof values.minimum_impact })}
          choices={chosen(impact)}
        />
      </Form>
    </Card>
  )
}
