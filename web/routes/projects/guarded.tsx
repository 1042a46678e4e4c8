import { Link } from '@tanstack/react-router'
import type { FlagEnvironment } from '../../../contracts/flag-governance.ts'
import { flagProjectsWords } from '../../../contracts/messages/console/flag-projects.ts'
import { Dialog } from '../../design/dialog.tsx'
import { Notice } from '../../design/notice.tsx'
import { useWords } from '../../words/language.tsx'
import { placeSearch } from '../flags/place.ts'

/** Its flags do not go past a second person. */
export const isGuarded = ({ approval, flags }: FlagEnvironment): boolean => approval && flags > 0

type GuardedProps = {
  readonly title: string
  readonly environment: FlagEnvironment
  readonly onClose: () => void
}

/** Why it cannot be deleted, and the way to what has to go first. */
export function Guarded({ title, environment, onClose }: GuardedProps) {
  const words = useWords(flagProjectsWords)
  const { project, name, flags } = environment
  return (
    <Dialog open onClose={onClose} title={title}>
      <Notice tone="warn">{words.guarded(environment.title)}</Notice>
      <Link to="/flags" search={placeSearch({ project, environment: name }) as never} className="link w-fit">
        {words.flagsIn(flags, environment.title)}
      </Link>
    </Dialog>
  )
}
