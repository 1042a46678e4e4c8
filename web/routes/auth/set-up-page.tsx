import { SetUp } from '../../../contracts/identity/sign-in.ts'
import { callApi } from '../../data/api-client.ts'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { authWords } from '../../messages/auth.ts'
import { useWords } from '../../words/language.tsx'
import { AuthLayout, PasswordField, useEnter } from './auth-layout.tsx'

/** The first page of all: whoever can read what the program printed becomes the administrator. */
export function SetUpPage() {
  const words = useWords(authWords)
  const enter = useEnter()
  const form = useForm({ code: '', name: '', email: '', password: '' }, async ({ code, name, email, password }) => {
    await callApi(SetUp, {
      body: { code: code.trim(), email, password, ...(name.trim() ? { name: name.trim() } : {}) },
    })
    await enter()
  })
  return (
    <AuthLayout title={words.setUp.title} intro={words.setUp.intro}>
      <Form form={form} action={words.setUp.action}>
        <TextField
          label={words.setUp.code}
          hint={words.setUp.codeHint}
          required
          autoFocus
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          {...form.field('code')}
        />
        <TextField label={words.name} optional autoComplete="name" {...form.field('name')} />
        <TextField label={words.email} type="email" required autoComplete="username" {...form.field('email')} />
        <PasswordField isNew label={words.password} hint={words.newPasswordHint} {...form.field('password')} />
      </Form>
    </AuthLayout>
  )
}
