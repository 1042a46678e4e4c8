import { entranceWords } from '../../../contracts/messages/console/entrance.ts'
import { SetUp } from '../../../contracts/sign-in.ts'
import { ask } from '../../data/ask.ts'
import { TextField } from '../../design/field.tsx'
import { Form, useForm } from '../../design/form.tsx'
import { useWords } from '../../words/language.tsx'
import { Door, PasswordField, useEnter } from './door.tsx'

/** The first page of all: whoever can read what the program printed becomes the administrator. */
export function SetUpPage() {
  const words = useWords(entranceWords)
  const enter = useEnter()
  const form = useForm({ code: '', name: '', email: '', password: '' }, async ({ code, name, email, password }) => {
    await ask(SetUp, { body: { code: code.trim(), email, password, ...(name.trim() ? { name: name.trim() } : {}) } })
    await enter()
  })
  const { values, set, errorOf } = form
  return (
    <Door title={words.setUp.title} intro={words.setUp.intro}>
      <Form form={form} action={words.setUp.action}>
        <TextField
          label={words.setUp.code}
          hint={words.setUp.codeHint}
          required
          autoFocus
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          value={values.code}
          onChange={code => set({ code })}
          error={errorOf('code')}
        />
        <TextField
          label={words.name}
          optional
          autoComplete="name"
          value={values.name}
          onChange={name => set({ name })}
          error={errorOf('name')}
        />
        <TextField
          label={words.email}
          type="email"
          required
          autoComplete="username"
          value={values.email}
          onChange={email => set({ email })}
          error={errorOf('email')}
        />
        <PasswordField
          isNew
          label={words.password}
          hint={words.newPasswordHint}
          value={values.password}
          onChange={password => set({ password })}
          error={errorOf('password')}
        />
      </Form>
    </Door>
  )
}
