import { AcceptInvitation } from '../../../contracts/sign-in.ts'
import { ask } from '../../data/api-client.ts'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { entranceWords } from '../../messages/entrance.ts'
import { useWords } from '../../words/language.tsx'
import { Door, PasswordField, useEnter } from './auth-layout.tsx'
import { useMailToken } from './email-token.ts'

export function InvitationPage() {
  const words = useWords(entranceWords)
  const token = useMailToken()
  const enter = useEnter()
  const form = useForm({ password: '' }, async ({ password }) => {
    await ask(AcceptInvitation, { body: { token, password } })
    await enter()
  })
  return (
    <Door title={words.invitation.title} intro={words.invitation.intro}>
      {token ? (
        <Form form={form} action={words.invitation.action}>
          <PasswordField isNew label={words.newPassword} hint={words.newPasswordHint} {...form.field('password')} />
        </Form>
      ) : (
        <Notice tone="warn">{words.invitation.missing}</Notice>
      )}
    </Door>
  )
}
