import { useQueryClient } from '@tanstack/react-query'
import {
  DeleteFlagMember,
  type FlagMember,
  type FlagProject,
  ListFlagMembers,
  ListFlagPeople,
  ListFlagProjects,
  type ProjectRole,
  PutFlagMember,
} from '../../../contracts/flags/flag-governance.ts'
import { callApi } from '../../data/api-client.ts'
import { invalidate, useApiMutation, useApiQuery, useSuccess } from '../../data/queries.ts'
import { useMay, useMe } from '../../data/session.ts'
import { CallButton, ConfirmButton } from '../../design/actions/call-button.tsx'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { Card } from '../../design/card.tsx'
import { RadioField, SelectField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryList, QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'

/** Who may do more here than elsewhere. */
export function MemberList({ project }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  const members = useApiQuery(ListFlagMembers, { params: { project: project.name } })
  const isOwner = project.my_role === 'owner'
  const known = members.data?.items ?? []
  const add = isOwner ? (
    <DialogButton small icon="plus" label={words.give}>
      {close => <AddMember project={project.name} members={known} onDone={close} />}
    </DialogButton>
  ) : null
  return (
    <Card title={words.people} actions={known.length > 0 ? add : null}>
      <p className="text-muted mb-3 text-sm">{words.peopleText}</p>
      <QueryList
        answer={members}
        none={
          <EmptyState icon="people" title={words.noMembers} action={add} text={isOwner ? words.noMembersText : null} />
        }
      >
        {member => (
          <li
            key={member.user_id}
            className="flex flex-wrap items-center justify-between gap-2 py-2.5 first:pt-0 last:pb-0"
          >
            <span className="min-w-0 flex-1 basis-32 font-medium wrap-anywhere">{nameOf(member)}</span>
            <span className="text-muted">{words.roles[member.role]}</span>
            {isOwner ? <MemberActions project={project.name} member={member} /> : null}
          </li>
        )}
      </QueryList>
    </Card>
  )
}

function AddMember({
  project,
  members,
  onDone,
}: {
  project: string
  members: readonly FlagMember[]
  onDone: () => void
}) {
  const words = useWords(flagProjectsWords)
  const people = useApiQuery(ListFlagPeople, { params: { project } })
  return (
    <QueryResult answer={people}>
      {({ items }) => {
        const left = items.filter(({ id }) => !members.some(({ user_id }) => user_id === id))
        if (left.length === 0) return <Notice tone="accent">{words.nobodyLeft}</Notice>
        return <RoleForm project={project} people={left} onDone={onDone} />
      }}
    </QueryResult>
  )
}

const nobody = { user_id: '', role: 'editor' as ProjectRole }

function RoleForm({
  project,
  people,
  onDone,
}: {
  project: string
  people: readonly { readonly id: string; readonly name: string }[]
  onDone: () => void
}) {
  const words = useWords(flagProjectsWords)
  const success = useSuccess()
  const form = useForm(nobody, async ({ user_id, role }) => {
    await callApi(PutFlagMember, { params: { project, user_id }, body: { role } })
    success(words.given(people.find(({ id }) => id === user_id)?.name ?? user_id), ListFlagMembers)
    onDone()
  })
  return (
    <Form form={form} action={words.give} onCancel={onDone}>
      <SelectField
        label={words.person}
        required
        {...form.field('user_id')}
        choices={[{ value: '', label: words.choose }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <RoleField {...form.field('role')} />
    </Form>
  )
}

type OfMember = { readonly project: string; readonly member: FlagMember }

const nameOf = ({ name, user_id }: FlagMember): string => name || user_id

/** My own, where I am no administrator: given up it does not come back by my own hand. */
function useIsMine({ user_id }: FlagMember): boolean {
  const me = useMe()
  const isAdmin = useMay()('admin')
  return me.id === user_id && !isAdmin
}

/** Another role, or none: at once, and back with one click. */
function MemberActions({ project, member }: OfMember) {
  const words = useWords(flagProjectsWords)
  const isMine = useIsMine(member)
  const giveBack = useGiveBack({ project, member })
  const name = nameOf(member)
  const removal = {
    operation: DeleteFlagMember,
    input: { params: { project, user_id: member.user_id } },
    changes: [ListFlagMembers, ListFlagProjects],
    done: words.takenAway(name),
    undo: () => giveBack,
  }
  return (
    <div className="flex items-center gap-1">
      <DialogButton bare icon="edit" label={words.changeRole(name)}>
        {close => <ChangeRole project={project} member={member} onDone={close} />}
      </DialogButton>
      {isMine ? (
        <ConfirmButton
          bare="trash"
          label={words.takeAway(name)}
          title={words.leaveTitle}
          action={words.leave}
          text={words.leaveText}
          {...removal}
        />
      ) : (
        <CallButton bare="trash" label={words.takeAway(name)} {...removal} />
      )}
    </div>
  )
}

/** Undoes what was done to a role; undefined where that would be refused. */
function useGiveBack({ project, member }: OfMember): (() => void) | undefined {
  const isMine = useIsMine(member)
  const putting = useApiMutation(PutFlagMember, { changes: [ListFlagMembers, ListFlagProjects] })
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
    await callApi(PutFlagMember, { params: { project, user_id: member.user_id }, body })
    invalidate(client, ListFlagMembers, ListFlagProjects)
    toasts.done(words.roleSet(nameOf(member), words.roles[body.role]), giveBack)
    onDone()
  })
  const { values } = form
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <RoleField {...form.field('role')} />
      {isMine && values.role !== 'owner' ? <Notice tone="warn">{words.leaveText}</Notice> : null}
    </Form>
  )
}

/** From the least to the most. */
const roles: readonly ProjectRole[] = ['viewer', 'editor', 'approver', 'owner']

/** Each with what it may do. */
function RoleField(field: { value: ProjectRole; onChange: (role: ProjectRole) => void }) {
  const words = useWords(flagProjectsWords)
  const choices = roles.map(value => ({ value, label: words.roles[value], hint: words.roleHints[value] }))
  return <RadioField<ProjectRole> label={words.role} choices={choices} {...field} />
}
