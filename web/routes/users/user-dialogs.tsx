import type { Role } from '../../../contracts/identity/access.ts'
import {
  DeleteUser,
  GetMe,
  ListApiKeys,
  ListSessions,
  ListUsers,
  UpdateUser,
  type User,
} from '../../../contracts/identity/identity.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { ConfirmCall } from '../../design/actions/call-button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { choicesOf, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { QueryList } from '../../design/lists/query-result.tsx'
import { frameWords } from '../../messages/frame.ts'
import { stateWords } from '../../messages/states.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { SessionItem } from '../profile/sessions.tsx'

export type Doing = { readonly what: 'edit' | 'password' | 'sessions' | 'factor' | 'remove'; readonly user: User }

/** What is done to one user, one thing at a time. */
export function UserDialogs({ doing, onDone }: { doing: Doing | null; onDone: () => void }) {
  const words = useWords(usersWords)
  if (doing === null) return null
  const { what, user } = doing
  if (what === 'factor') return <RemoveFactor user={user} onDone={onDone} />
  if (what === 'remove') return <RemoveUser user={user} onDone={onDone} />
  const titles = { edit: words.editOf(user.name), password: words.setPassword, sessions: words.sessionsOf(user.name) }
  return (
    <Dialog open onClose={onDone} title={titles[what]}>
      {what === 'edit' ? <EditUser user={user} onDone={onDone} /> : null}
      {what === 'password' ? <NewPassword user={user} onDone={onDone} /> : null}
      {what === 'sessions' ? <UserSessions user={user} /> : null}
    </Dialog>
  )
}

type ForUser = { readonly user: User; readonly onDone: () => void }

function EditUser({ user, onDone }: ForUser) {
  const words = useWords(usersWords)
  const { save } = useWords(frameWords)
  const success = useSuccess()
  const { name, email, role } = user
  const form = useForm({ name, email, role }, async body => {
    const changed = await callApi(UpdateUser, { params: { id: user.id }, query: { revision: user.revision }, body })
    success(words.changed(changed.name), ListUsers, GetMe)
    onDone()
  })
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <TextField label={words.name} required maxLength={200} {...form.field('name')} />
      <TextField type="email" label={words.email} required maxLength={254} {...form.field('email')} />
      <RoleField {...form.field('role')} />
    </Form>
  )
}

function NewPassword({ user, onDone }: ForUser) {
  const words = useWords(usersWords)
  const { save } = useWords(frameWords)
  const success = useSuccess()
  const form = useForm({ password: '' }, async body => {
    await callApi(UpdateUser, { params: { id: user.id }, body })
    success(words.passwordSet(user.name), ListUsers, ListSessions)
    onDone()
  })
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <p>{words.newPasswordText}</p>
      <PasswordField isNew label={words.newPassword} hint={words.passwordHint} {...form.field('password')} />
    </Form>
  )
}

function RemoveFactor({ user: { id, name }, onDone }: ForUser) {
  const words = useWords(usersWords)
  return (
    <ConfirmCall
      onClose={onDone}
      title={words.removeFactorTitle(name)}
      action={words.removeFactor}
      text={words.removeFactorText}
      operation={UpdateUser}
      input={{ params: { id }, body: { otp: false } }}
      changes={[ListUsers]}
      done={words.factorRemoved(name)}
    />
  )
}

function RemoveUser({ user: { id, name }, onDone }: ForUser) {
  const words = useWords(usersWords)
  return (
    <ConfirmCall
      onClose={onDone}
      title={words.removeTitle(name)}
      action={words.remove}
      text={words.removeText}
      operation={DeleteUser}
      input={{ params: { id } }}
      changes={[ListUsers, ListApiKeys]}
      done={words.removed(name)}
    >
      <p>{words.removeFinal}</p>
    </ConfirmCall>
  )
}

/** Where somebody else is signed in, and a way to end each. */
function UserSessions({ user }: { user: User }) {
  const { noSessions } = useWords(usersWords)
  const sessions = useApiQuery(ListSessions, { query: { user_id: user.id } })
  return (
    <QueryList answer={sessions} none={noSessions}>
      {session => <SessionItem key={session.id} session={session} />}
    </QueryList>
  )
}

/** With what the role may do, said below. */
export function RoleField(field: { value: Role; onChange: (role: Role) => void; error: string | undefined }) {
  const words = useWords(usersWords)
  const { role } = useWords(stateWords)
  return <SelectField label={words.role} hint={words.roleHints[field.value]} choices={choicesOf(role)} {...field} />
}
