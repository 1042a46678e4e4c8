import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ResetPassword, SignInOptions } from '../../../contracts/sign-in.ts'
import { ask } from '../../data/api-client.ts'
import { useAnswer } from '../../data/queries.ts'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { entranceWords } from '../../messages/entrance.ts'
import { useWords } from '../../words/language.tsx'
import { Door, PasswordField } from './auth-layout.tsx'
import { useMailToken } from './email-token.ts'

/** Without a token: ask for the letter. With the one from the letter: choose the new password. */
export function ResetPage() {
  const { reset: words } = useWords(entranceWords)
  const token = useMailToken()
  return (
    <Door title={token ? words.choose : words.title} intro={token ? undefined : words.intro}>
      <div className="grid gap-4">
        {token ? <ChoosePassword token={token} /> : <AskForLetter />}
        <Link to="/sign-in" className="link inline-flex min-h-8 items-center justify-self-start text-sm">
          {words.back}
        </Link>
      </div>
    </Door>
  )
}

function AskForLetter() {
  const words = useWords(entranceWords)
  const [sent, setSent] = useState(false)
  const form = useForm({ email: '' }, async body => {
    await ask(ResetPassword, { body })
    setSent(true)
  })
  const options = useAnswer(SignInOptions)
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
  const words = useWords(entranceWords)
  const [saved, setSaved] = useState(false)
  const form = useForm({ password: '' }, async ({ password }) => {
    await ask(ResetPassword, { body: { token, password } })
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
