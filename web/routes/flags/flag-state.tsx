import type { Flag } from '../../../contracts/flags/flags.ts'
import { Icon } from '../../design/icon.tsx'
import { Badge } from '../../design/status.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { isOn } from './environment.ts'

/** On, off or forced; and whether it can be evaluated at all. */
export function FlagState({ flag }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { lease, problems } = flag
  const wrong = problems.filter(({ severity }) => severity === 'error').length
  return (
    <div className="grid justify-items-start gap-1">
      {isOn(flag) ? (
        <Badge tone="ok" quiet label={words.on} />
      ) : (
        <span className="text-muted inline-flex items-center gap-1.5 text-sm font-medium">
          <Icon name="close" size={16} />
          {words.off}
        </span>
      )}
      {lease ? <Badge tone="hold" quiet label={words.forced(lease.variant, lease.incident)} /> : null}
      {wrong > 0 ? <Badge tone="bad" quiet label={words.problems(wrong)} /> : null}
    </div>
  )
}
