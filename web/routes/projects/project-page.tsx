import { useNavigate, useParams } from '@tanstack/react-router'
import {
  DeleteFlagProject,
  type FlagProject,
  ListFlagProjects,
  UpdateFlagProject,
} from '../../../contracts/flags/flag-governance.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiMutation, useApiQuery, useSuccess } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { ButtonLink, TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { TypedConfirm, useOpen } from '../../design/dialog.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { mainPlace } from '../flags/environment.ts'
import { EnvironmentList } from './environment-list.tsx'
import { Guarded, isGuarded } from './guarded.tsx'
import { MemberList } from './member-list.tsx'

export function ProjectPage() {
  const words = useWords(flagProjectsWords)
  const { pages } = useWords(navigationWords)
  const { project: name = '' } = useParams({ strict: false }) as { readonly project?: string }
  const projects = useApiQuery(ListFlagProjects)
  const project = projects.data?.items.find(one => one.name === name)
  return (
    <>
      <PageHeader
        above={<TextLink to="/projects">{pages.projects}</TextLink>}
        title={project?.title ?? name}
        intro={project ? words.queryKeyOf(name) : undefined}
        actions={project ? <ProjectActions project={project} /> : null}
      />
      <QueryResult answer={projects} lines={6}>
        {() =>
          project ? (
            <div className="grid items-start gap-5 xl:grid-cols-2">
              <EnvironmentList project={project} />
              <MemberList project={project} />
            </div>
          ) : (
            <EmptyState
              icon="search"
              title={words.notFound}
              action={<ButtonLink to="/projects" label={words.toProjects} />}
              text={words.notFoundText}
            />
          )
        }
      </QueryResult>
    </>
  )
}

function ProjectActions({ project }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  const isAdmin = useMay()('admin')
  const [deleting, remove, kept] = useOpen()
  return (
    <>
      {project.my_role === 'owner' ? (
        <DialogButton icon="edit" label={words.rename} title={words.renameOf(project.title)}>
          {close => <RenameProject project={project} onDone={close} />}
        </DialogButton>
      ) : null}
      {isAdmin && project.name !== mainPlace.project ? (
        <Button variant="danger" icon="trash" onClick={remove} label={words.remove} />
      ) : null}
      {deleting ? <DeleteProject project={project} onClose={kept} /> : null}
    </>
  )
}

function RenameProject({ project, onDone }: { project: FlagProject; onDone: () => void }) {
  const words = useWords(flagProjectsWords)
  const { save } = useWords(frameWords)
  const success = useSuccess()
  const form = useForm({ title: project.title }, async body => {
    const { title } = await callApi(UpdateFlagProject, { params: { project: project.name }, body })
    success(words.renamed(title), ListFlagProjects)
    onDone()
  })
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <TextField label={words.title} required maxLength={200} {...form.field('title')} />
    </Form>
  )
}

/** With its environments, roles and flags: that is not undone, so its name has to be typed. */
function DeleteProject({ project, onClose }: { project: FlagProject; onClose: () => void }) {
  const words = useWords(flagProjectsWords)
  const navigate = useNavigate()
  const { name, title, environments } = project
  const flags = environments.reduce((sum, one) => sum + one.flags, 0)
  const guarded = environments.find(isGuarded)
  const removing = useApiMutation(DeleteFlagProject, {
    changes: [ListFlagProjects],
    done: words.removed(title),
    onDone: () => {
      onClose()
      void navigate({ to: '/projects' })
    },
  })
  if (guarded) return <Guarded title={words.removeTitle(title)} environment={guarded} onClose={onClose} />
  return (
    <TypedConfirm
      onClose={onClose}
      title={words.removeTitle(title)}
      action={words.remove}
      busy={removing.isPending}
      name={name}
      label={words.type(name)}
      onConfirm={() => removing.mutate({ params: { project: name }, query: flags > 0 ? { with_flags: true } : {} })}
    >
      <p>{words.removeText}</p>
      {flags > 0 ? <p>{words.removeFlags(flags)}</p> : null}
    </TypedConfirm>
  )
}
