import { useNavigate } from '@tanstack/react-router'
import { DeleteFlagProject, type FlagProject, ListFlagProjects } from '../../../contracts/flag-governance.ts'
import { useOrder } from '../../data/queries.ts'
import { useToasts } from '../../design/toast.tsx'
import { TypedConfirm } from '../../design/typed-confirm.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { Guarded, isGuarded } from './guarded.tsx'

/** With its environments, roles and flags: that is not undone, so its name has to be typed. */
export function DeleteProject({ project, onClose }: { project: FlagProject; onClose: () => void }) {
  const words = useWords(flagProjectsWords)
  const toasts = useToasts()
  const navigate = useNavigate()
  const { name, title, environments } = project
  const flags = environments.reduce((sum, one) => sum + one.flags, 0)
  const guarded = environments.find(isGuarded)
  const removing = useOrder(DeleteFlagProject, {
    changes: [ListFlagProjects],
    onDone: () => {
      toasts.done(words.removed(title))
      onClose()
      void navigate({ to: '/projects' as string })
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
