import { Link } from '@tanstack/react-router'
import type { Check } from '../../../contracts/monitor.ts'
import { CheckState } from '../../design/status.tsx'
import { overviewWords } from '../../messages/overview.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

const states = ['down', 'degraded', 'unknown', 'up'] as const

export function CheckCounts({ checks }: { checks: readonly Check[] }) {
  const words = useWords(overviewWords)
  const format = useFormat()
  if (checks.length === 0) return <p className="text-muted">{words.noChecks}</p>
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4 xl:grid-cols-2">
      {states.map(state => {
        const count = checks.filter(check => check.state === state && !check.paused).length
        return (
          <li key={state}>
            <Link
              to={'/components' as string}
              search={{ state } as never}
              className="border-line hover:bg-sunken block rounded-md border p-3"
            >
              <span className="block text-2xl font-semibold">{format.number(count)}</span>
              <CheckState state={state} quiet />
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
