import { useQueryClient } from '@tanstack/react-query'
import { ListSessions } from '../../../contracts/identity.ts'
import { forget } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { entranceWords } from '../../messages/entrance.ts'
import { profileWords } from '../../messages/profile.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { useSaveMe } from './use-save-me.ts'

export function ChangePassword() {
  const words = useWords(profileWords)
  const { newPasswordHint } = useWords(entranceWords)
  const client = useQueryClient()
  const saveMe = useSaveMe()
  const form = useForm({ current_password: '', password: '' }, async body => {
    await saveMe(body, words.passwordChanged)
    forget(client, ListSessions)
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
