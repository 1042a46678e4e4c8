import type { FlagEnvironment } from '../../../contracts/flags/flag-governance.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Notice } from '../../design/notice.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { useWords } from '../../words/language.tsx'
import { environmentSearch } from '../flags/environment.ts'

/** It does not go past a second person: made anew, it would need none. */
export const isGuarded = ({ approval }: FlagEnvironment): boolean => approval

type GuardedProps = {
  readonly title: string
  readonly environment: FlagEnvironment
  readonly onClose: () => void
}

/** Why it cannot be deleted, and the way to what has to go first. */
export function Guarded({ title, environment, onClose }: GuardedProps) {
  const words = useWords(flagProjectsWords)
  const { project, name } = environment
  return (
    <Dialog open onClose={onClose} title={title}>
      <Notice tone="warn">{words.guarded(environment.title)}</Notice>
      <TextLink
        to="/flags"
        search={{ ...environmentSearch({ project, environment: name }), tab: 'requests' }}
        className="w-fit"
        label={words.toApproval}
      />
    </Dialog>
  )
}
