import { useQueryClient } from '@tanstack/react-query'
import { ListSessions, UpdateMe } from '../../../contracts/identity/identity.ts'
import type { Input } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { setPreferences, usePreferences } from '../../data/preferences.ts'
import { invalidate } from '../../data/queries.ts'
import { meOptions, useMe } from '../../data/session.ts'
import { Card } from '../../design/card.tsx'
import { choicesOf, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { useToasts } from '../../design/toast.tsx'
import { authWords } from '../../messages/auth.ts'
import { frameWords } from '../../messages/frame.ts'
import { profileWords } from '../../messages/profile.ts'
import { stateWords } from '../../messages/states.ts'
import { ShortcutSwitch } from '../../shell/shortcut-sheet.tsx'
import { type Language, useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Sessions } from './sessions.tsx'

export function ProfilePage() {
  const me = useMe()
  return (
    <>
      <PageHeader page="profile" intro={me.email ?? me.name} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        {me.kind === 'user' ? (
          <>
            <AboutMe />
            <Notifications />
            <ChangePassword />
            <SecondFactor />
          </>
        ) : null}
        <ThisBrowser />
        {me.kind === 'user' ? <Sessions /> : null}
      </div>
    </>
  )
}

function AboutMe() {
  const words = useWords(profileWords)
  const { save } = useWords(frameWords)
  const me = useMe()
  const saveMe = useSaveMe()
  const initial = { name: me.name, language: me.language ?? '', time_zone: me.time_zone ?? '' }
  const form = useForm(initial, ({ name, language, time_zone }) =>
    saveMe({ name, language: (language || null) as Language | null, time_zone: time_zone || null }),
  )
  const { values } = form
  return (
    <Card title={words.about}>
      <Form form={form} action={save}>
        <TextField label={words.name} required maxLength={200} autoComplete="name" {...form.field('name')} />
        <SelectField
          label={words.language}
          choices={[{ value: '', label: words.asProgram }, ...choicesOf(words.languages)]}
          {...form.field('language')}
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

function ChangePassword() {
  const words = useWords(profileWords)
  const { newPasswordHint } = useWords(authWords)
  const client = useQueryClient()
  const saveMe = useSaveMe()
  const form = useForm({ current_password: '', password: '' }, async body => {
    await saveMe(body, words.passwordChanged)
    invalidate(client, ListSessions)
    form.reset()
  })
  return (
    <Card title={words.password}>
      <Form form={form} action={words.changePassword}>
        <PasswordField label={words.currentPassword} {...form.field('current_password')} />
        <PasswordField isNew label={words.newPassword} hint={newPasswordHint} {...form.field('password')} />
      </Form>
    </Card>
  )
}

function Notifications() {
  const words = useWords(profileWords)
  const { save } = useWords(frameWords)
  const { impact } = useWords(stateWords)
  const me = useMe()
  const saveMe = useSaveMe()
  const initial = me.notifications ?? { email: 'followed' as const, minimum_impact: 'none' as const }
  const form = useForm(initial, notifications => saveMe({ notifications }))
  return (
    <Card title={words.notifications}>
      <Form form={form} action={save}>
        <SelectField label={words.email_choice} choices={choicesOf(words.emailChoices)} {...form.field('email')} />
        <SelectField label={words.minimumImpact} choices={choicesOf(impact)} {...form.field('minimum_impact')} />
      </Form>
    </Card>
  )
}

/** Saves a part of what is mine, and shows it at once. */
function useSaveMe(): (change: Input<typeof UpdateMe>['body'], said?: string) => Promise<void> {
  const client = useQueryClient()
  const toasts = useToasts()
  const { saved } = useWords(frameWords)
  return async (body, said = saved) => {
    const me = await callApi(UpdateMe, { body })
    client.setQueryData(meOptions.queryKey, me)
    toasts.done(said)
  }
}

/** What only this browser remembers. */
function ThisBrowser() {
  const words = useWords(profileWords)
  const { theme } = usePreferences()
  return (
    <Card title={words.console}>
      <div className="grid gap-4">
        <SelectField
          label={words.theme}
          value={theme}
          onChange={value => setPreferences({ theme: value })}
          choices={choicesOf(words.themes)}
        />
        <ShortcutSwitch />
      </div>
    </Card>
  )
}
