import { Link, useParams } from '@tanstack/react-router'
import { type FlagProject, ListFlagProjects } from '../../../contracts/flag-governance.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { mainPlace } from '../flags/environment.ts'
import { DeleteProject } from './delete-project.tsx'
import { EnvironmentList } from './environment-list.tsx'
import { MemberList } from './member-list.tsx'
import { RenameProject } from './rename-project.tsx'

export function ProjectPage() {
  const words = useWords(flagProjectsWords)
  const { pages } = useWords(navigationWords)
  const { project: name = '' } = useParams({ strict: false }) as { readonly project?: string }
  const projects = useAnswer(ListFlagProjects)
  const project = projects.data?.items.find(one => one.name === name)
  return (
    <>
      <PageHeader
        above={
          <Link to="/projects" className="link">
            {pages.projects}
          </Link>
        }
        title={project?.title ?? name}
        intro={project ? words.keyOf(name) : undefined}
        actions={project ? <ProjectOrders project={project} /> : null}
      />
      <Loaded answer={projects} lines={6}>
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
              action={
                <Link to="/projects" className={buttonClass()}>
                  {words.toProjects}
                </Link>
              }
            >
              {words.notFoundText}
            </EmptyState>
          )
        }
      </Loaded>
    </>
  )
}

function ProjectOrders({ project }: { project: FlagProject }) {
  const words = useWords(flagProjectsWords)
  const isAdmin = useMay()('admin')
  const [renaming, rename, renamed] = useOpen()
  const [deleting, remove, kept] = useOpen()
  return (
    <>
      {project.my_role === 'owner' ? (
        <Button icon="edit" onClick={rename}>
          {words.rename}
        </Button>
      ) : null}
      {isAdmin && project.name !== mainPlace.project ? (
        <Button look="danger" icon="trash" onClick={remove}>
          {words.remove}
        </Button>
      ) : null}
      <Dialog open={renaming} onClose={renamed} title={words.renameOf(project.title)}>
        <RenameProject project={project} onDone={renamed} />
      </Dialog>
      {deleting ? <DeleteProject project={project} onClose={kept} /> : null}
    </>
  )
}
