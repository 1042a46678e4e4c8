import type { ProviderEvent } from '../../../contracts/providers.ts'
import { Badge, ImpactBadge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { providersWords } from '../../messages/providers.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

/** What a provider says of one incident or maintenance, the newest word first. */
export function ProviderEventItem({ event }: { event: ProviderEvent }) {
  const words = useWords(providersWords)
  const format = useFormat()
  const { title, url, kind, phase, impact, started_at, stale, in_scope, components, regions, updates } = event
  const where = [...components, ...regions]
  return (
    <article className="border-line grid gap-1 border-l-2 pl-3">
      <h4 className="font-medium">
        {url ? (
          <a href={url} target="_blank" rel="noreferrer" className="link">
            {title}
          </a>
        ) : (
          title
        )}
      </h4>
      <div className="text-muted flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
        <span>{words.phases[phase]}</span>
        {kind === 'maintenance' ? (
          <Badge tone="hold">{words.states.maintenance}</Badge>
        ) : (
          <ImpactBadge impact={impact} quiet />
        )}
        {started_at ? (
          phase === 'scheduled' ? (
            <span>{words.planned(format.dateTime(started_at))}</span>
          ) : (
            <Time at={started_at} />
          )
        ) : null}
        {stale ? <Badge tone="unknown">{words.stale}</Badge> : null}
        {in_scope ? null : <span>{words.outOfScope}</span>}
      </div>
      {where.length > 0 ? <p className="text-sm">{where.join(', ')}</p> : null}
      {updates.slice(0, 1).map(({ at, text }) => (
        <p key={at ?? text} className="text-sm whitespace-pre-line">
          {text}
        </p>
      ))}
    </article>
  )
}
