import { useMemo, useState } from 'react'
import { CreateUser, ListUsers, type User } from '../../../contracts/identity/identity.ts'
import { SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { callApi } from '../../data/api-client.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { choicesOf, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter } from '../../design/lists/filters.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { stateWords } from '../../messages/states.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { Orders, useUserColumns } from './user-columns.tsx'
import { type Doing, RoleField, UserDialogs } from './user-dialogs.tsx'

const roles = ['viewer', 'responder', 'admin'] as const
type Role = (typeof roles)[number]

export function UsersPage() {
  const words = useWords(usersWords)
  const { role } = useWords(stateWords)
  const [filters, setFilters] = useFilters({ role: oneOf(roles), q: anyText })
  const [doing, setDoing] = useState<Doing | null>(null)
  const users = usePagedQuery(ListUsers, { query: { limit: 500 } })
  const all = users.data ?? []
  const count = (wanted: Role) => all.filter(user => user.role === wanted).length
  return (
    <>
      <PageHeader
        page="users"
        intro={words.intro}
        actions={
          <DialogButton variant="primary" icon="plus" label={words.invite}>
            {close => <InviteUserForm onDone={close} />}
          </DialogButton>
        }
      />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<Role>
          label={words.role}
          all={{ count: all.length }}
          value={filters.role}
          onChange={value => setFilters({ role: value })}
          counters={roles.toReversed().map(value => ({ value, label: role[value], count: count(value) }))}
        />
        <SearchFilter label={words.search} />
      </div>
      <TableCard
        answer={users}
        rows={useMemo(() => users.data?.filter(user => fits(user, filters)), [users.data, filters])}
        label={words.list}
        columns={useUserColumns()}
        rowKey={({ id }) => id}
        actions={user => <Orders user={user} onDo={setDoing} />}
        none={<EmptyState icon="search" title={words.noneFits} text={words.noneFitsText} />}
      />
      <UserDialogs doing={doing} onDone={() => setDoing(null)} />
    </>
  )
}

function fits({ name, email, role }: User, filters: { role?: Role; q?: string }): boolean {
  const wanted = filters.q?.trim().toLowerCase() ?? ''
  return (!filters.role || filters.role === role) && `${name} ${email}`.toLowerCase().includes(wanted)
}

const nobody = { name: '', email: '', role: 'responder' as Role, entry: 'letter', password: '' }

/** By a letter where letters can be sent, else by a first password. */
function InviteUserForm({ onDone }: { onDone: () => void }) {
  const words = useWords(usersWords)
  const success = useSuccess()
  const canWrite = useApiQuery(SignInOptions).data?.letters ?? true
  const form = useForm(nobody, async ({ name, email, role, entry, password }) => {
    const withPassword = entry === 'password' || !canWrite
    await callApi(CreateUser, { body: { name, email, role, ...(withPassword ? { password } : {}) } })
    success(withPassword ? words.added(name) : words.invited(email), ListUsers)
    onDone()
  })
  const { values } = form
  return (
    <Form form={form} action={words.invite} onCancel={onDone}>
      <TextField label={words.name} required autoFocus maxLength={200} {...form.field('name')} />
      <TextField type="email" label={words.email} required maxLength={254} {...form.field('email')} />
      <RoleField {...form.field('role')} />
      {canWrite ? (
        <SelectField
          label={words.entry}
          {...form.field('entry')}
          choices={choicesOf({ letter: words.byLetter, password: words.byPassword })}
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
