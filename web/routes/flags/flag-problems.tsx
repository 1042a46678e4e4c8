import type { FlagProblem } from '../../../contracts/flags/flags.ts'
import { Icon } from '../../design/icon.tsx'
import { useTranslated } from '../../words/translated.ts'

/** What is wrong or doubtful, at its place in the definition. */
export function FlagProblems({ problems }: { problems: readonly FlagProblem[] }) {
  const say = useTranslated('refusals')
  if (problems.length === 0) return null
  return (
    <ul className="grid gap-1.5">
      {problems.map(({ path, message, severity }) => (
        <li key={`${path} ${message}`} className="flex items-start gap-2 text-sm">
          <Icon
            name={severity === 'error' ? 'crossCircle' : 'slow'}
            size={16}
            className={`mt-0.5 ${severity === 'error' ? 'text-bad' : 'text-warn'}`}
          />
          <span className="min-w-0">
            <code className="font-medium">{path}</code> {say(message)}
          </span>
        </li>
      ))}
    </ul>
  )
}
