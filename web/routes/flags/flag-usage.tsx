import { GetEvaluationCounts } from '../../../contracts/flag-governance.ts'
import type { Flag } from '../../../contracts/flags.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { usePlace } from './environment.ts'

/** How often each variant was given out, and whether the flag is still worth its place in the code. */
export function FlagUsage({ flag: { key, staleness } }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const format = useFormat()
  const { place } = usePlace()
  const counts = useAnswer(GetEvaluationCounts, { params: { key }, query: place }, { refetchInterval: 30_000 })
  return (
    <Card title={words.usage}>
      <Loaded answer={counts}>
        {({ hours, total }) => (
          <div className="grid gap-3">
            {staleness === 'fresh' ? null : (
              <p>
                <Badge tone="warn">{words.stale[staleness]}</Badge> {words.staleHint}
              </p>
            )}
            {total === 0 ? (
              <p className="text-muted">{words.usageNone}</p>
            ) : (
              <>
                <p>{words.usageTotal(format.number(total))}</p>
                <Shares of={sums(hours)} total={total} />
              </>
            )}
          </div>
        )}
      </Loaded>
    </Card>
  )
}

type Hours = readonly { readonly variant: string | null; readonly count: number }[]

function sums(hours: Hours): readonly (readonly [variant: string | null, count: number])[] {
  const found = new Map<string | null, number>()
  for (const { variant, count } of hours) found.set(variant, (found.get(variant) ?? 0) + count)
  return [...found].toSorted(([, one], [, other]) => other - one)
}

function Shares({ of: shares, total }: { of: ReturnType<typeof sums>; total: number }) {
  const words = useWords(flagsWords)
  const format = useFormat()
  return (
    <ul className="grid gap-2">
      {shares.map(([variant, count]) => (
        <li key={variant ?? ''}>
          <div className="flex justify-between gap-3">
            <span>{variant === null ? <em>{words.byDefault}</em> : <code>{variant}</code>}</span>
            <span>
              {format.number(count)} <span className="text-muted">({format.percent(count / total, 0)})</span>
            </span>
          </div>
          <div className="bg-sunken mt-1 h-2 rounded-full" aria-hidden="true">
            <div className="bg-accent h-2 rounded-full" style={{ width: `${(count / total) * 100}%` }} />
          </div>
        </li>
      ))}
    </ul>
  )
}
