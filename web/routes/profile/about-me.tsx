import { useMe } from '../../data/session.ts'
import { Card } from '../../design/card.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { frameWords } from '../../messages/frame.ts'
import { profileWords } from '../../messages/profile.ts'
import { type Language, useWords } from '../../words/language.tsx'
import { useSaveMe } from './use-save-me.ts'

export function AboutMe() {
  const words = useWords(profileWords)
  const { save } = useWords(frameWords)
  const me = useMe()
  const saveMe = useSaveMe()
  const initial = { name: me.name, language: me.language ?? '', time_zone: me.time_zone ?? '' }
  const form = useForm(initial, ({ name, language, time_zone }) =>
    saveMe({ name, language: (language || null) as Language | null, time_zone: time_zone || null }),
  )
  const { values, set, errorOf } = form
  return (
    <Card title={words.about}>
      <Form form={form} action={save}>
        <TextField label={words.name} required maxLength={200} autoComplete="name" {...form.field('name')} />
        <SelectField
          label={words.language}
          value={values.language}
          onChange={language => set({ language: language as Language | '' })}
          error={errorOf('language')}
          choices={[
            { value: '', label: words.asProgram },
            { value: 'en', label: words.languages.en },
            { value: 'fr', label: words.languages.fr },
          ]}
        />
        <SelectField
          label={words.timeZone}
          {...form.field('time_zone')}
          choices={[{ value: '', label: words.asBrowser }, ...timeZones(values.time_zone)]}
        />
      </Form>
    </Card>
  )
}

/** Those that the browser knows, and the one that was chosen elsewhere. */
function timeZones(chosen: string) {
  const known = ['UTC', ...Intl.supportedValuesOf('timeZone')]
  return [...new Set(chosen ? [chosen, ...known] : known)].map(value => ({ value, label: value.replaceAll('_', ' ') }))
}
