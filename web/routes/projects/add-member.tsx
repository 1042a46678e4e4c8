import { useQueryClient } from '@tanstack/react-query'
import { type FlagMember, ListFlagMembers, ListFlagPeople, PutFlagMember } from '../../../contracts/flag-governance.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useAnswer } from '../../data/queries.ts'
import { SelectField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { type ProjectRole, RoleField } from './role-field.tsx'

type GiveRoleProps = {
  readonly project: string
  readonly members: readonly FlagMember[]
  readonly onDone: () => void
}

export function GiveRole(props: GiveRoleProps) {
  const words = useWords(flagProjectsWords)
  const people = useAnswer(ListFlagPeople, { params: { project: props.project } })
  return (
    <Loaded answer={people}>
      {({ items }) => {
        const left = items.filter(({ id }) => !props.members.some(({ user_id }) => user_id === id))
        if (left.length === 0) return <Notice tone="accent">{words.nobodyLeft}</Notice>
        return <RoleForm {...props} people={left} />
      }}
    </Loaded>
  )
}

type Person = { readonly id: string; readonly name: string }
const nobody = { user_id: '', role: 'editor' as ProjectRole }

function RoleForm({ project, people, onDone }: GiveRoleProps & { readonly people: readonly Person[] }) {
  const words = useWords(flagProjectsWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm(nobody, async ({ user_id, role }) => {
    await ask(PutFlagMember, { params: { project, user_id }, body: { role } })
    forget(client, ListFlagMembers)
    toasts.done(words.given(people.find(({ id }) => id === user_id)?.name ?? user_id))
    onDone()
  })
  const { values, set } = form
  return (
    <Form form={form} action={words.give} onCancel={onDone}>
      <SelectField
        label={words.person}
        required
        {...form.field('user_id')}
        choices={[{ value: '', label: words.choose }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <RoleField role={values.role} onChange={role => set({ role })} />
    </Form>
  )
}
