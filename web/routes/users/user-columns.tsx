import { InviteUser, ListUsers, UpdateUser, type User } from '../../../contracts/identity/identity.ts'
import { SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { useApiMutation, useApiQuery } from '../../data/queries.ts'
import { useMe } from '../../data/session.ts'
import { IconButton } from '../../design/button.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { Menu } from '../../design/menu.tsx'
import { Badge } from '../../design/status.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { stateWords } from '../../messages/states.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import type { Doing } from './user-dialogs.tsx'

const stateTones = { invited: 'accent', active: 'ok', disabled: 'bad', deleted: 'unknown' } as const
const roleRank = { viewer: 0, responder: 1, admin: 2 } as const

export function useUserColumns(): readonly Column<User>[] {
  const words = useWords(usersWords)
  const { role } = useWords(stateWords)
  return [
    { header: words.name, sortBy: ({ name }) => name, cell: user => <WhoItIs user={user} /> },
    { header: words.role, from: 'sm', sortBy: user => roleRank[user.role], cell: user => role[user.role] },
    {
      header: words.state,
      sortBy: ({ state }) => words.states[state],
      cell: ({ state }) => <Badge tone={stateTones[state]} quiet label={words.states[state]} />,
    },
    {
      header: words.secondFactor,
      from: 'lg',
      sortBy: ({ otp_enabled }) => (otp_enabled ? 1 : 0),
      cell: ({ otp_enabled }) =>
        otp_enabled ? <Badge tone="ok" quiet label={words.on} /> : <span className="text-muted">{words.off}</span>,
    },
    { header: words.lastSignIn, from: 'md', time: ({ last_sign_in_at }) => last_sign_in_at },
  ]
}

function WhoItIs({ user: { id, name, email, role } }: { user: User }) {
  const words = useWords(usersWords)
  const { role: roles } = useWords(stateWords)
  const me = useMe()
  return (
    <div className="min-w-0">
      <div className="flex flex-wrap items-center gap-2 font-medium">
        {name}
        {me.id === id ? <Badge tone="accent">{words.you}</Badge> : null}
      </div>
      <div className="text-muted text-sm break-all">{email}</div>
      <div className="text-muted text-sm sm:hidden">{roles[role]}</div>
    </div>
  )
}

export function Orders({ user, onDo }: { user: User; onDo: (doing: Doing) => void }) {
  const words = useWords(usersWords)
  const { actions, edit } = useWords(frameWords)
  const me = useMe()
  const inviting = useApiMutation(InviteUser, { done: words.invited(user.email) })
  const canWrite = useApiQuery(SignInOptions).data?.letters ?? false
  const setState = useSetState()
  const open = (what: Doing['what']) => () => onDo({ what, user })
  const isMine = me.id === user.id
  return (
    <Menu
      trigger={<IconButton label={`${actions} ${user.name}`} icon="more" />}
      items={[
        { label: edit, icon: 'edit', onSelect: open('edit') },
        user.state === 'invited' &&
          canWrite && {
            label: words.inviteAgain,
            icon: 'send',
            onSelect: () => inviting.mutate({ params: { id: user.id } }),
          },
        user.state !== 'invited' && { label: words.sessions, icon: 'device', onSelect: open('sessions') },
        !isMine && { label: words.setPassword, icon: 'key', onSelect: open('password') },
        user.otp_enabled && !isMine && { label: words.removeFactor, icon: 'lock', onSelect: open('factor') },
        user.state === 'active' &&
          !isMine && { label: words.block, icon: 'close', onSelect: () => setState(user, 'disabled') },
        user.state === 'disabled' && { label: words.unblock, icon: 'undo', onSelect: () => setState(user, 'active') },
        !isMine && { label: words.remove, icon: 'trash', danger: true, onSelect: open('remove') },
      ]}
    />
  )
}

/** Blocks somebody or lets them in again; each is the way back from the other. */
function useSetState() {
  const words = useWords(usersWords)
  const toasts = useToasts()
  const changing = useApiMutation(UpdateUser, { changes: [ListUsers] })
  const set = (user: User, state: 'active' | 'disabled', undo?: () => void) =>
    changing.mutate(
      { params: { id: user.id }, body: { state } },
      { onSuccess: () => undo && toasts.done((state === 'active' ? words.unblocked : words.blocked)(user.name), undo) },
    )
  return (user: User, state: 'active' | 'disabled') =>
    set(user, state, () => set(user, state === 'active' ? 'disabled' : 'active'))
}
