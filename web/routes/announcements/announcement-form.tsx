import type { AnnouncementLevel } from '../../../contracts/announcements.ts'
import type { Component } from '../../../contracts/incidents.ts'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { CheckboxField, RadioField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState } from '../../design/forms/form.tsx'
import { announcementsWords } from '../../messages/announcements.ts'
import { useWords } from '../../words/language.tsx'
import type { Draft } from './new-announcement-page.tsx'

type FormProps = { readonly form: FormState<Draft>; readonly components: readonly Component[] }

export function AnnouncementForm({ form, components }: FormProps) {
  const { form: words, levels } = useWords(announcementsWords)
  const { values, set, errorOf } = form
  return (
    <Form form={form} action={words.publish}>
      <TextField label={words.title} required maxLength={300} {...form.field('title')} />
      <TextArea label={words.message} required rows={6} maxLength={10_000} {...form.field('message')} />
      <RadioField
        label={words.level}
        value={values.level}
        onChange={level => set({ level })}
        choices={(['info', 'warning', 'critical'] satisfies AnnouncementLevel[]).map(value => ({
          value,
          label: levels[value],
          hint: words.levelHints[value],
        }))}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={words.state}
          value={values.state}
          onChange={state => set({ state: state as Draft['state'] })}
          choices={Object.entries(words.states).map(([value, label]) => ({ value, label }))}
          error={errorOf('state')}
        />
        <SelectField
          label={words.component}
          {...form.field('component')}
          choices={[
            { value: '', label: words.anyComponent },
            ...components.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
      </div>
      <Banner form={form} />
    </Form>
  )
}

function Banner({ form }: Pick<FormProps, 'form'>) {
  const { values, set } = form
  const { form: words } = useWords(announcementsWords)
  return (
    <>
      <CheckboxField label={words.banner} checked={values.banner} onChange={banner => set({ banner })} />
      {values.banner ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <DateTimeField label={words.starts} hint={words.startsHint} optional {...form.field('starts_at')} />
          <DateTimeField label={words.ends} hint={words.endsHint} optional {...form.field('ends_at')} />
        </div>
      ) : null}
    </>
  )
}
