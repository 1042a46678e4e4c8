import { useNavigate } from '@tanstack/react-router'
import { CreateFlagProject, type FlagProject, ListFlagProjects } from '../../../contracts/flags/flag-governance.ts'
import { callApi } from '../../data/api-client.ts'
import { anyText, useFilters } from '../../data/filters.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { NoMatches } from '../../design/lists/empty-state.tsx'
import { SearchFilter } from '../../design/lists/filters.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { environmentSearch } from '../flags/environment.ts'
import { TitledFields, unnamed } from './titled-fields.tsx'

/** As many as one sees at a glance. */
const few = 6

export function ProjectsPage() {
  const words = useWords(flagProjectsWords)
  const isAdmin = useMay()('admin')
  const [{ q = '' }, , filter] = useFilters({ q: anyText })
  const projects = useApiQuery(ListFlagProjects)
  const all = projects.data?.items ?? []
  const make = (
    <DialogButton variant="primary" icon="plus" label={words.make}>
      {close => <CreateProjectForm onDone={close} />}
    </DialogButton>
  )
  return (
    <>
      <PageHeader page="projects" intro={words.intro} actions={isAdmin ? make : null} />
      {all.length > few || q ? (
        <div className="mb-4 max-w-sm">
          <SearchFilter label={words.search} />
        </div>
      ) : null}
      <TableCard
        answer={projects}
        rows={all.filter(project => textOf(project).includes(q.trim().toLowerCase()))}
        label={words.list}
        columns={useColumns()}
        rowKey={({ name }) => name}
        none={<NoMatches words={words} onShowAll={filter.clear} />}
      />
    </>
  )
}

const textOf = ({ name, title, environments }: FlagProject): string =>
  [name, title, ...environments.flatMap(one => [one.name, one.title])].join(' ').toLowerCase()

const flagsIn = ({ environments }: FlagProject): number => environments.reduce((sum, { flags }) => sum + flags, 0)

function useColumns(): readonly Column<FlagProject>[] {
  const words = useWords(flagProjectsWords)
  return [
    {
      header: words.project,
      sortBy: ({ title }) => title,
      cell: ({ name, title }) => (
        <div className="min-w-0">
          <TextLink to="/projects/$project" params={{ project: name }} className="font-medium" label={title} />
          <div className="text-muted text-sm">
            <code className="break-all">{name}</code>
          </div>
        </div>
      ),
    },
    {
      header: words.environments,
      sortBy: ({ environments }) => environments.length,
      cell: project => <Environments project={project} />,
    },
    { header: words.flagsOf, from: 'md', className: 'text-right', sortBy: flagsIn },
    { header: words.myRole, from: 'sm', sortBy: ({ my_role }) => words.roles[my_role] },
  ]
}

/** Each leads to its flags. */
function Environments({ project: { environments } }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  if (environments.length === 0) return <span className="text-muted">{words.noEnvironments}</span>
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {environments.map(({ project, name, title, flags }) => (
        <li key={name}>
          <TextLink
            to="/flags"
            search={environmentSearch({ project, environment: name })}
            title={words.flagsIn(flags, title)}
            label={title}
          />
        </li>
      ))}
    </ul>
  )
}

function CreateProjectForm({ onDone }: { onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const success = useSuccess()
  const navigate = useNavigate()
  const send = async ({ title, name }: typeof unnamed) => {
    const made = await callApi(CreateFlagProject, { body: { name, title } })
    success(words.made(made.title), ListFlagProjects)
    onDone()
    await navigate({ to: '/projects/$project', params: { project: name } })
  }
  const form = useForm(unnamed, send)
  return (
    <Form form={form} action={words.make} onCancel={onDone}>
      <TitledFields form={form} name="name" />
    </Form>
  )
}
