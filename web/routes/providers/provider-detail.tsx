import { ListProviderEvents, type Provider, type ProviderEvent } from '../../../contracts/providers.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ButtonAnchor } from '../../design/actions/link.tsx'
import { Button, ButtonRow } from '../../design/button.tsx'
import { Facts } from '../../design/card.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { Badge, ImpactBadge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { providersWords } from '../../messages/providers.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { type Dependency, Dependent, ProviderIcon, ProviderNow, useRefreshProvider } from './provider-table.tsx'

export function ProviderDetail({ provider, dependents }: { provider: Provider; dependents: readonly Dependency[] }) {
  const words = useWords(providersWords)
  const say = useMessageText()
  const open = [...provider.incidents, ...provider.maintenances]
  return (
    <div className="grid grid-cols-1 gap-5">
      <Orders provider={provider} />
      {provider.reason ? <Notice tone="unknown">{say(provider.reason, provider.reason_i18n)}</Notice> : null}
      <ProviderFacts provider={provider} dependents={dependents} />
      <section className="grid grid-cols-1 gap-3">
        <h3 className="text-lg font-semibold">{words.events}</h3>
        {open.length === 0 ? <p className="text-muted">{words.noEvents}</p> : null}
        {open.map(event => (
          <ProviderEventItem key={event.id} event={event} />
        ))}
      </section>
      <Parts provider={provider} />
      <PastEvents provider={provider} />
    </div>
  )
}

function Orders({ provider }: { provider: Provider }) {
  const words = useWords(providersWords)
  const may = useMay()
  const refresh = useRefreshProvider()
  return (
    <ButtonRow>
      {may('admin') ? (
        <Button icon="play" busy={refresh.busy} onClick={() => refresh.run(provider)} label={words.refresh} />
      ) : null}
      <ButtonAnchor href={provider.url} target="_blank" rel="noreferrer" icon="external" label={words.source} />
      <FromFile place={provider.place} words />
    </ButtonRow>
  )
}

function ProviderFacts({ provider, dependents }: { provider: Provider; dependents: readonly Dependency[] }) {
  const words = useWords(providersWords)
  const { named } = useWords(frameWords)
  const { regions, component_filter } = provider
  const scope = [
    ...(regions.length > 0 ? [named(words.regions, regions.join(', '))] : []),
    ...(component_filter.length > 0 ? [named(words.components, component_filter.join(', '))] : []),
  ]
  return (
    <Facts
      facts={[
        [words.state, <ProviderNow key="state" provider={provider} />],
        provider.since && [words.since, <Time key="since" at={provider.since} />],
        [words.checked, <Time key="checked" at={provider.checked_at} />],
        provider.source_updated_at && [words.updated, <Time key="updated" at={provider.source_updated_at} />],
        provider.failing_since && [words.failing, <Time key="failing" at={provider.failing_since} />],
        [words.scope, scope.length > 0 ? scope.join(' · ') : words.everything],
        [words.dependents, <Dependent key="dependents" components={dependents} />],
      ]}
    />
  )
}

function Parts({ provider: { components, components_total } }: { provider: Provider }) {
  const words = useWords(providersWords)
  if (components.length === 0) return null
  return (
    <details>
      <summary className="min-h-8 font-medium">
        {words.parts} ({components_total})
      </summary>
      {components_total > components.length ? (
        <p className="text-muted text-sm">{words.partsShown(components.length, components_total)}</p>
      ) : null}
      <ul className="mt-2 grid gap-1.5">
        {components.map(({ id, name, group, region, state, in_scope }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-2">
            <span>
              {name}
              <span className="text-muted text-sm">
                {[group, region, in_scope ? null : words.outOfScope]
                  .filter(Boolean)
                  .map(text => ` · ${text}`)
                  .join('')}
              </span>
            </span>
            <ProviderIcon state={state} quiet />
          </li>
        ))}
      </ul>
    </details>
  )
}

function PastEvents({ provider: { id } }: { provider: Provider }) {
  const words = useWords(providersWords)
  const events = useApiQuery(ListProviderEvents, { query: { provider: id, active: false, limit: 20 } })
  const items = events.data?.items ?? []
  if (items.length === 0) return null
  return (
    <details>
      <summary className="min-h-8 font-medium">{words.pastEvents}</summary>
      <div className="mt-2 grid gap-4">
        <QueryResult answer={events}>
          {() => items.map(event => <ProviderEventItem key={event.id} event={event} />)}
        </QueryResult>
      </div>
    </details>
  )
}

/** What a provider says of one incident or maintenance, the newest word first. */
function ProviderEventItem({ event }: { event: ProviderEvent }) {
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
          <ImpactBadge state={impact} quiet />
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
