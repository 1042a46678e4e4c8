import { useEffect, useState } from 'react'
import { AcceptInvitation, ResetPassword, SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiQuery } from '../../data/queries.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { authWords } from '../../messages/auth.ts'
import { useWords } from '../../words/language.tsx'
import { AuthLayout, PasswordField, useEnter } from './auth-layout.tsx'

/** Without a token: ask for the letter. With the one from the letter: choose the new password. */
export function ResetPage() {
  const { reset: words } = useWords(authWords)
  const token = useMailToken()
  return (
    <AuthLayout title={token ? words.choose : words.title} intro={token ? undefined : words.intro}>
      <div className="grid gap-4">
        {token ? <ChoosePassword token={token} /> : <AskForLetter />}
        <TextLink
          to="/sign-in"
          className="inline-flex min-h-8 items-center justify-self-start text-sm"
          label={words.back}
        />
      </div>
    </AuthLayout>
  )
}

function AskForLetter() {
  const words = useWords(authWords)
  const [sent, setSent] = useState(false)
  const form = useForm({ email: '' }, async body => {
    await callApi(ResetPassword, { body })
    setSent(true)
  })
  const options = useApiQuery(SignInOptions)
  if (options.data?.letters === false) return <Notice tone="warn">{words.reset.noLetters}</Notice>
  if (sent)
    return (
      <Notice tone="ok" alert>
        {words.reset.sent}
      </Notice>
    )
  return (
    <Form form={form} action={words.reset.action}>
      <TextField label={words.email} type="email" required autoFocus autoComplete="username" {...form.field('email')} />
    </Form>
  )
}

function ChoosePassword({ token }: { token: string }) {
  const words = useWords(authWords)
  const [saved, setSaved] = useState(false)
  const form = useForm({ password: '' }, async ({ password }) => {
    await callApi(ResetPassword, { body: { token, password } })
    setSaved(true)
  })
  if (saved)
    return (
      <Notice tone="ok" alert>
        {words.reset.saved}
      </Notice>
    )
  return (
    <Form form={form} action={words.reset.save}>
      <PasswordField isNew label={words.newPassword} hint={words.newPasswordHint} {...form.field('password')} />
    </Form>
  )
}

/** The secret of a letter, from behind the #. It is taken out of the address, so that it stays in no history. */
function useMailToken(): string {
  const [token, setToken] = useState(takeToken)
  useEffect(() => {
    // The link was opened where this page stood already: the browser changes the address and loads nothing.
    const takeNext = () => setToken(before => takeToken() || before)
    addEventListener('hashchange', takeNext)
    return () => removeEventListener('hashchange', takeNext)
  }, [])
  return token
}

function takeToken(): string {
  const found = location.hash.slice(1)
  if (found) history.replaceState(history.state, '', location.pathname + location.search)
  return found
}

export function InvitationPage() {
  const words = useWords(authWords)
  const token = useMailToken()
  const enter = useEnter()
  const form = useForm({ password: '' }, async ({ password }) => {
    await callApi(AcceptInvitation, { body: { token, password } })
    await enter()
  })
  return (
    <AuthLayout title={words.invitation.title} intro={words.invitation.intro}>
      {token ? (
        <Form form={form} action={words.invitation.action}>
          <PasswordField isNew label={words.newPassword} hint={words.newPasswordHint} {...form.field('password')} />
        </Form>
      ) : (
        <Notice tone="warn">{words.invitation.missing}</Notice>
      )}
    </AuthLayout>
  )
}
