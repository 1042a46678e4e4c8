import { useQueryClient } from '@tanstack/react-query'
import type { Role } from '../../../contracts/identity/access.ts'
import {
  DeleteUser,
  ListApiKeys,
  ListSessions,
  ListUsers,
  RevokeSession,
  UpdateUser,
  type User,
} from '../../../contracts/identity/identity.ts'
import { callApi } from '../../data/api-client.ts'
import { invalidate, useApiMutation, useApiQuery, useSuccess } from '../../data/queries.ts'
import { meOptions } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Confirm, Dialog } from '../../design/dialog.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { QueryList } from '../../design/query-result.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { profileWords } from '../../messages/profile.ts'
import { stateWords } from '../../messages/states.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { deviceOf, SessionText } from '../profile/sessions.tsx'

export type Doing = { readonly what: 'edit' | 'password' | 'sessions' | 'factor' | 'remove'; readonly user: User }

/** What is done to one user, one thing at a time. */
export function UserDialogs({ doing, onDone }: { doing: Doing | null; onDone: () => void }) {
  const words = useWords(usersWords)
  const user = doing?.user
  const name = user?.name ?? ''
  const is = (what: Doing['what']) => doing?.what === what
  return (
    <>
      <Dialog open={is('edit')} onClose={onDone} title={words.editOf(name)}>
        {user ? <EditUser user={user} onDone={onDone} /> : null}
      </Dialog>
      <Dialog open={is('password')} onClose={onDone} title={words.setPassword}>
        {user ? <NewPassword user={user} onDone={onDone} /> : null}
      </Dialog>
      <Dialog open={is('sessions')} onClose={onDone} title={words.sessionsOf(name)}>
        {user ? <UserSessions user={user} /> : null}
      </Dialog>
      {user ? <RemoveFactor user={user} open={is('factor')} onDone={onDone} /> : null}
      {user ? <RemoveUser user={user} open={is('remove')} onDone={onDone} /> : null}
    </>
  )
}

type ForUser = { readonly user: User; readonly onDone: () => void }

function EditUser({ user, onDone }: ForUser) {
  const words = useWords(usersWords)
  const { save } = useWords(frameWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const { name, email, role } = user
  const form = useForm({ name, email, role }, async body => {
    const changed = await callApi(UpdateUser, { params: { id: user.id }, query: { revision: user.revision }, body })
    invalidate(client, ListUsers)
    void client.invalidateQueries({ queryKey: meOptions.queryKey })
    toasts.done(words.changed(changed.name))
    onDone()
  })
  const { values, set, errorOf } = form
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <TextField
        label={words.name}
        required
        maxLength={200}
        value={values.name}
        onChange={value => set({ name: value })}
        error={errorOf('name')}
      />
      <TextField
        type="email"
        label={words.email}
        required
        maxLength={254}
        value={values.email}
        onChange={value => set({ email: value })}
        error={errorOf('email')}
      />
      <RoleField value={values.role} onChange={value => set({ role: value })} error={errorOf('role')} />
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

function RemoveFactor({ user, open, onDone }: ForUser & { open: boolean }) {
  const words = useWords(usersWords)
  const removing = useApiMutation(UpdateUser, {
    changes: [ListUsers],
    done: words.factorRemoved(user.name),
    onDone,
  })
  return (
    <Confirm
      open={open}
      onClose={onDone}
      title={words.removeFactorTitle(user.name)}
      action={words.removeFactor}
      busy={removing.isPending}
      onConfirm={() => removing.mutate({ params: { id: user.id }, body: { otp: false } })}
    >
      <p>{words.removeFactorText}</p>
    </Confirm>
  )
}

function RemoveUser({ user, open, onDone }: ForUser & { open: boolean }) {
  const words = useWords(usersWords)
  const removing = useApiMutation(DeleteUser, {
    changes: [ListUsers, ListApiKeys],
    done: words.removed(user.name),
    onDone,
  })
  return (
    <Confirm
      open={open}
      onClose={onDone}
      title={words.removeTitle(user.name)}
      action={words.remove}
      busy={removing.isPending}
      onConfirm={() => removing.mutate({ params: { id: user.id } })}
    >
      <p>{words.removeText}</p>
      <p>{words.removeFinal}</p>
    </Confirm>
  )
}

/** Where somebody else is signed in, and a way to end each. */
function UserSessions({ user }: { user: User }) {
  const words = useWords(profileWords)
  const { noSessions } = useWords(usersWords)
  const sessions = useApiQuery(ListSessions, { query: { user_id: user.id } })
  const ending = useApiMutation(RevokeSession, {
    changes: [ListSessions],
    done: words.sessionEnded,
  })
  return (
    <QueryList answer={sessions} none={noSessions}>
      {session => (
        <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-2.5">
          <SessionText session={session} />
          <Button
            small
            variant="danger"
            aria-label={words.endSessionOf(deviceOf(session.user_agent) ?? words.unknownDevice)}
            onClick={() => ending.mutate({ params: { id: session.id } })}
            label={words.endSession}
          />
        </li>
      )}
    </QueryList>
  )
}

type RoleFieldProps = {
  readonly value: Role
  readonly onChange: (role: Role) => void
  readonly error?: string | undefined
}

/** With what the role may do, said below. */
export function RoleField({ value, onChange, error }: RoleFieldProps) {
  const words = useWords(usersWords)
  const { role } = useWords(stateWords)
  return (
    <SelectField
      label={words.role}
      hint={words.roleHints[value]}
      value={value}
      onChange={chosen => onChange(chosen as Role)}
      error={error}
      choices={Object.entries(role).map(([name, label]) => ({ value: name, label }))}
    />
  )
}
