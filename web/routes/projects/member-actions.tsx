import { useQueryClient } from '@tanstack/react-query'
import {
  DeleteFlagMember,
  type FlagMember,
  ListFlagMembers,
  ListFlagProjects,
  PutFlagMember,
} from '../../../contracts/flag-governance.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useOrder } from '../../data/queries.ts'
import { useMay, useMe } from '../../data/session.ts'
import { IconButton } from '../../design/button.tsx'
import { Confirm, Dialog, useOpen } from '../../design/dialog.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { type ProjectRole, RoleField } from './role-field.tsx'

type OfMember = { readonly project: string; readonly member: FlagMember }

export const nameOf = ({ name, user_id }: FlagMember): string => name || user_id

/** My own, where I am no administrator: given up it does not come back by my own hand. */
function useIsMine({ user_id }: FlagMember): boolean {
  const me = useMe()
  const isAdmin = useMay()('admin')
  return me.id === user_id && !isAdmin
}

/** Another role, or none: at once, and back with one click. */
export function MemberOrders({ project, member }: OfMember) {
  const words = useWords(flagProjectsWords)
  const toasts = useToasts()
  const [changing, change, changed] = useOpen()
  const [leaving, leave, stay] = useOpen()
  const isMine = useIsMine(member)
  const giveBack = useGiveBack({ project, member })
  const name = nameOf(member)
  const removing = useOrder(DeleteFlagMember, {
    changes: [ListFlagMembers, ListFlagProjects],
    onDone: () => {
      stay()
      toasts.done(words.takenAway(name), giveBack)
    },
  })
  const remove = () => removing.mutate({ params: { project, user_id: member.user_id } })
  return (
    <div className="flex items-center gap-1">
      <IconButton label={words.changeRole(name)} icon="edit" onClick={change} />
      <IconButton label={words.takeAway(name)} icon="trash" onClick={isMine ? leave : remove} />
      <Dialog open={changing} onClose={changed} title={words.changeRole(name)}>
        <ChangeRole project={project} member={member} onDone={changed} />
      </Dialog>
      <Confirm
        open={leaving}
        onClose={stay}
        title={words.leaveTitle}
        action={words.leave}
        busy={removing.isPending}
        onConfirm={remove}
      >
        <p>{words.leaveText}</p>
      </Confirm>
    </div>
  )
}

/** Undoes what was done to a role; undefined where that would be refused. */
function useGiveBack({ project, member }: OfMember): (() => void) | undefined {
  const isMine = useIsMine(member)
  const putting = useOrder(PutFlagMember, { changes: [ListFlagMembers, ListFlagProjects] })
  const { user_id, role } = member
  return isMine ? undefined : () => putting.mutate({ params: { project, user_id }, body: { role } })
}

function ChangeRole({ project, member, onDone }: OfMember & { readonly onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const { save } = useWords(frameWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const isMine = useIsMine(member)
  const giveBack = useGiveBack({ project, member })
  const form = useForm({ role: member.role as ProjectRole }, async body => {
    await ask(PutFlagMember, { params: { project, user_id: member.user_id }, body })
    forget(client, ListFlagMembers, ListFlagProjects)
    toasts.done(words.roleSet(nameOf(member), words.roles[body.role]), giveBack)
    onDone()
  })
  const { values, set } = form
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <RoleField role={values.role} onChange={role => set({ role })} />
      {isMine && values.role !== 'owner' ? <Notice tone="warn">{words.leaveText}</Notice> : null}
    </Form>
  )
}
