import { DeleteFlagEnvironment, type FlagEnvironment, ListFlagProjects } from '../../../contracts/flag-governance.ts'
import { useOrder } from '../../data/queries.ts'
import { Confirm } from '../../design/dialog.tsx'
import { useToasts } from '../../design/toast.tsx'
import { TypedConfirm } from '../../design/typed-confirm.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { Guarded, isGuarded } from './guarded.tsx'

/** What holds flags takes them with it: then its name has to be typed. */
export function DeleteEnvironment({ environment, onClose }: { environment: FlagEnvironment; onClose: () => void }) {
  const words = useWords(flagProjectsWords)
  const { delete: action } = useWords(frameWords)
  const toasts = useToasts()
  const { project, name, title, flags } = environment
  const removing = useOrder(DeleteFlagEnvironment, {
    changes: [ListFlagProjects],
    onDone: () => {
      toasts.done(words.removed(title))
      onClose()
    },
  })
  const shared = {
    ...{ onClose, action, title: words.removeTitle(title), busy: removing.isPending },
    onConfirm: () =>
      removing.mutate({ params: { project, environment: name }, query: flags > 0 ? { with_flags: true } : {} }),
  }
  if (isGuarded(environment)) return <Guarded title={shared.title} environment={environment} onClose={onClose} />
  if (flags === 0) {
    return (
      <Confirm open {...shared}>
        <p>{words.removeEnvironmentText}</p>
      </Confirm>
    )
  }
  return (
    <TypedConfirm {...shared} name={name} label={words.type(name)}>
      <p>{words.removeFlags(flags)}</p>
      <p>{words.historyStays}</p>
    </TypedConfirm>
  )
}
