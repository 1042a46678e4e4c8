import type { FlagProblem } from '../../../contracts/flags/flags.ts'
import { Icon } from '../../design/icon.tsx'
import { useMessageText } from '../../words/worded.ts'

/** What is wrong or doubtful, at its place in the definition. */
export function FlagProblems({ problems }: { problems: readonly FlagProblem[] }) {
  const say = useMessageText()
  if (problems.length === 0) return null
  return (
    <ul className="grid gap-1.5">
      {problems.map(({ path, message, message_i18n, severity }) => (
        <li key={`${path} ${message}`} className="flex items-start gap-2 text-sm">
          <Icon
            name={severity === 'error' ? 'crossCircle' : 'slow'}
            size={16}
            className={`mt-0.5 ${severity === 'error' ? 'text-bad' : 'text-warn'}`}
          />
          <span className="min-w-0">
            <code className="font-medium">{path}</code> {say(message, message_i18n)}
          </span>
        </li>
      ))}
    </ul>
  )
}
