import { useQueryClient } from '@tanstack/react-query'
import type { Role } from '../../../contracts/access.ts'
import { CreateUser, ListUsers } from '../../../contracts/identity.ts'
import { SignInOptions } from '../../../contracts/sign-in.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useAnswer } from '../../data/queries.ts'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { useToasts } from '../../design/toast.tsx'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { RoleField } from './role-field.tsx'

const nobody = { name: '', email: '', role: 'responder' as Role, entry: 'letter', password: '' }

/** By a letter where letters can be sent, else by a first password. */
export function InviteUserForm({ onDone }: { onDone: () => void }) {
  const words = useWords(usersWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const canWrite = useAnswer(SignInOptions).data?.letters ?? true
  const form = useForm(nobody, async ({ name, email, role, entry, password }) => {
    const withPassword = entry === 'password' || !canWrite
    await ask(CreateUser, { body: { name, email, role, ...(withPassword ? { password } : {}) } })
    forget(client, ListUsers)
    toasts.done(withPassword ? words.added(name) : words.invited(email))
    onDone()
  })
  const { values, set } = form
  return (
    <Form form={form} action={words.invite} onCancel={onDone}>
      <TextField label={words.name} required autoFocus maxLength={200} {...form.field('name')} />
      <TextField type="email" label={words.email} required maxLength={254} {...form.field('email')} />
      <RoleField {...form.field('role')} />
      {canWrite ? (
        <SelectField
          label={words.entry}
          value={values.entry}
          onChange={entry => set({ entry })}
          choices={[
            { value: 'letter', label: words.byLetter },
            { value: 'password', label: words.byPassword },
          ]}
        />
      ) : (
        <Notice tone="accent">{words.noLetters}</Notice>
      )}
      {values.entry === 'password' || !canWrite ? (
        <PasswordField isNew label={words.password} hint={words.passwordHint} {...form.field('password')} />
      ) : null}
    </Form>
  )
}
