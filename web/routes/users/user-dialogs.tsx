import { useQueryClient } from '@tanstack/react-query'
import { DeleteUser, ListApiKeys, ListSessions, ListUsers, UpdateUser, type User } from '../../../contracts/identity.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useOrder } from '../../data/queries.ts'
import { meOptions } from '../../data/session.ts'
import { Confirm, Dialog } from '../../design/dialog.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { RoleField } from './role-field.tsx'
import { UserSessions } from './user-sessions.tsx'

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
    const changed = await ask(UpdateUser, { params: { id: user.id }, body })
    forget(client, ListUsers)
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
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm({ password: '' }, async body => {
    await ask(UpdateUser, { params: { id: user.id }, body })
    forget(client, ListUsers, ListSessions)
    toasts.done(words.passwordSet(user.name))
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
  const toasts = useToasts()
  const removing = useOrder(UpdateUser, {
    changes: [ListUsers],
    onDone: () => {
      toasts.done(words.factorRemoved(user.name))
      onDone()
    },
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
  const toasts = useToasts()
  const removing = useOrder(DeleteUser, {
    changes: [ListUsers, ListApiKeys],
    onDone: () => {
      toasts.done(words.removed(user.name))
      onDone()
    },
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
