import { useMemo, useState } from 'react'
import { CreateUser, ListUsers, type User } from '../../../contracts/identity/identity.ts'
import { SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { callApi } from '../../data/api-client.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { Table } from '../../design/table.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { stateWords } from '../../messages/states.ts'
import { usersWords } from '../../messages/users.ts'
import { useWords } from '../../words/language.tsx'
import { PasswordField } from '../auth/auth-layout.tsx'
import { useUserColumns } from './user-columns.tsx'
import { type Doing, RoleField, UserDialogs } from './user-dialogs.tsx'

const roles = ['viewer', 'responder', 'admin'] as const
type Role = (typeof roles)[number]

export function UsersPage() {
  const words = useWords(usersWords)
  const { pages } = useWords(navigationWords)
  const users = usePagedQuery(ListUsers, { query: { limit: 500 } })
  const [inviting, invite, invited] = useOpen()
  return (
    <>
      <PageHeader
        title={pages.users}
        intro={words.intro}
        actions={<Button variant="primary" icon="plus" onClick={invite} label={words.invite} />}
      />
      <QueryResult answer={users} lines={6}>
        {all => <UserList users={all} />}
      </QueryResult>
      <More pages={users} />
      <Dialog open={inviting} onClose={invited} title={words.invite}>
        <InviteUserForm onDone={invited} />
      </Dialog>
    </>
  )
}

function UserList({ users }: { users: readonly User[] }) {
  const words = useWords(usersWords)
  const [filters, setFilters] = useFilters({ role: oneOf(roles), q: anyText })
  const [doing, setDoing] = useState<Doing | null>(null)
  const columns = useUserColumns(setDoing)
  const shown = useMemo(() => users.filter(user => fits(user, filters)), [users, filters])
  return (
    <>
      <UserFilters users={users} filters={filters} onChange={setFilters} />
      <Card flush>
        {shown.length > 0 ? (
          <Table label={words.list} columns={columns} rows={shown} rowKey={({ id }) => id} />
        ) : (
          <EmptyState icon="search" title={words.noneFits} text={words.noneFitsText} />
        )}
      </Card>
      <UserDialogs doing={doing} onDone={() => setDoing(null)} />
    </>
  )
}

type Filters = { readonly role?: Role; readonly q?: string }
type FiltersProps = {
  readonly users: readonly User[]
  readonly filters: Filters
  readonly onChange: (change: Filters) => void
}

function UserFilters({ users, filters, onChange }: FiltersProps) {
  const words = useWords(usersWords)
  const { all } = useWords(frameWords)
  const { role } = useWords(stateWords)
  const count = (wanted: Role) => users.filter(user => user.role === wanted).length
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
      <Counters<Role>
        label={words.role}
        value={filters.role}
        onChange={value => onChange({ role: value })}
        counters={[
          { value: undefined, label: all, count: users.length },
          ...roles.toReversed().map(value => ({ value, label: role[value], count: count(value) })),
        ]}
      />
      <TextField
        type="search"
        label={words.search}
        value={filters.q ?? ''}
        onChange={q => onChange({ q: q || undefined })}
      />
    </div>
  )
}

function fits({ name, email, role }: User, filters: Filters): boolean {
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
  const { values, set } = form
  return (
    <Form form={form} action={words.invite} onCancel={onDone}>
      <TextField label={words.name} required autoFocus maxLength={200} {...form.field('name')} />
      <TextField type="email" label={words.email} required maxLength={254} {...form.field('email')} />
      <RoleField {...form.field('role')} />
      {canWrite ? (
        <SelectField
          label={words.entry}
          value={values.entry}
          onChange={entry => set({ entry })}
          choices={[
            { value: 'letter', label: words.byLetter },
            { value: 'password', label: words.byPassword },
          ]}
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
