import { useMemo, useState } from 'react'
import {
  DeleteProvider,
  ListProviderEvents,
  ListProviders,
  type Provider,
  type ProviderState,
  providerStates,
  RefreshProvider,
} from '../../../contracts/providers.ts'
import { useApiMutation } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ConfirmCall } from '../../design/actions/call-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { IconButton } from '../../design/button.tsx'
import { FromFile } from '../../design/from-file.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard, type TableCardProps } from '../../design/lists/table-card.tsx'
import { Menu } from '../../design/menu.tsx'
import type { Tone } from '../../design/notice.tsx'
import { stateBadge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

export type Dependency = { readonly slug: string; readonly name: string }
/** Names of components by the provider that they stand on. */
export type Dependents = ReadonlyMap<string, readonly Dependency[]>

type ProviderTableProps = Omit<TableCardProps<Provider, Provider>, 'columns' | 'label' | 'rowKey'> & {
  readonly dependents: Dependents
  readonly onOpen: (provider: Provider) => void
}

export function ProviderTable({ dependents, onOpen, ...list }: ProviderTableProps) {
  const { pages } = useWords(navigationWords)
  const words = useWords(providersWords)
  const [leaving, setLeaving] = useState<Provider | null>(null)
  return (
    <>
      <TableCard
        {...list}
        words={words}
        label={pages.providers}
        columns={useColumns(dependents, onOpen)}
        rowKey={({ id }) => id}
        actions={provider => <Orders provider={provider} onOpen={onOpen} onLeave={setLeaving} />}
      />
      {leaving ? (
        <ConfirmCall
          onClose={() => setLeaving(null)}
          title={words.removeTitle(leaving.name)}
          action={words.remove}
          text={words.removeText}
          operation={DeleteProvider}
          input={{ params: { id: leaving.id } }}
          changes={[ListProviders]}
          done={words.removed(leaving.name)}
        />
      ) : null}
    </>
  )
}

function useColumns(dependents: Dependents, onOpen: (provider: Provider) => void): readonly Column<Provider>[] {
  const words = useWords(providersWords)
  return useMemo(
    () => [
      {
        header: words.provider,
        sortBy: ({ name }) => name,
        cell: provider => <Name provider={provider} onOpen={onOpen} />,
      },
      {
        header: words.state,
        sortBy: ({ state }) => -providerStates.indexOf(state),
        cell: provider => <ProviderNow provider={provider} />,
      },
      { header: words.since, from: 'lg', cell: ({ since }) => <Time at={since} /> },
      { header: words.dependents, from: 'md', cell: ({ id }) => <Dependent components={dependents.get(id) ?? []} /> },
      { header: words.checked, from: 'sm', cell: ({ checked_at }) => <Time at={checked_at} /> },
      {
        header: words.updated,
        from: 'xl',
        cell: ({ source_updated_at }) => (source_updated_at ? <Time at={source_updated_at} /> : '–'),
      },
    ],
    [words, dependents, onOpen],
  )
}

function Name({ provider, onOpen }: { provider: Provider; onOpen: (provider: Provider) => void }) {
  const { name, incidents, maintenances, place } = provider
  const [open] = [...incidents, ...maintenances.filter(({ phase }) => phase !== 'scheduled')]
  return (
    <div className="min-w-0">
      <span className="inline-flex items-center gap-1.5">
        <button type="button" className="link min-h-6 text-left font-medium" onClick={() => onOpen(provider)}>
          {name}
        </button>
        <FromFile place={place} />
      </span>
      {open ? <div className="text-muted max-w-[60ch] text-sm">{open.title}</div> : null}
    </div>
  )
}

export function Dependent({ components }: { components: readonly Dependency[] }) {
  const words = useWords(providersWords)
  if (components.length === 0) return <span className="text-muted">{words.noDependents}</span>
  return (
    <ul className="flex flex-wrap gap-x-3">
      {components.map(({ slug, name }) => (
        <li key={slug}>
          <TextLink to="/components" search={{ q: name }} label={name} />
        </li>
      ))}
    </ul>
  )
}

function Orders({
  provider,
  onOpen,
  onLeave,
}: Record<'onOpen' | 'onLeave', (provider: Provider) => void> & { provider: Provider }) {
  const words = useWords(providersWords)
  const { actions, named } = useWords(frameWords)
  const admin = useMay()('admin')
  const refresh = useRefreshProvider()
  const remove = { label: words.remove, icon: 'trash', danger: true, onSelect: () => onLeave(provider) } as const
  return (
    <Menu
      trigger={<IconButton label={named(actions, provider.name)} icon="more" />}
      items={[
        { label: words.details, icon: 'info', onSelect: () => onOpen(provider) },
        admin && { label: words.refresh, icon: 'play', onSelect: () => refresh.run(provider) },
        admin && provider.origin !== 'file' && remove,
      ]}
    />
  )
}

const tones: Readonly<Record<ProviderState, Tone>> = {
  operational: 'ok',
  maintenance: 'hold',
  unknown: 'unknown',
  degraded: 'warn',
  partial_outage: 'bad',
  major_outage: 'bad',
}

export const ProviderIcon = stateBadge(tones, providersWords, words => words.states)

/** The state, and whether the provider says so itself. */
export function ProviderNow({ provider }: { provider: Pick<Provider, 'state' | 'derived' | 'reason'> }) {
  const words = useWords(providersWords)
  return (
    <div className="grid justify-items-start gap-0.5">
      <ProviderIcon state={provider.state} />
      {provider.derived && provider.state !== 'operational' && provider.state !== 'unknown' ? (
        <span className="text-muted text-sm">{words.derived}</span>
      ) : null}
    </div>
  )
}

export function useRefreshProvider() {
  const words = useWords(providersWords)
  const say = useMessageText()
  const toasts = useToasts()
  const refresh = useApiMutation(RefreshProvider, {
    changes: [ListProviders, ListProviderEvents],
    onDone: ({ name, state, reason, reason_i18n }) => {
      const text = words.refreshed(name, words.states[state])
      if (reason && state === 'unknown') toasts.error(`${text} · ${say(reason, reason_i18n)}`)
      else toasts.done(text)
    },
  })
  return { run: ({ id }: Provider) => refresh.mutate({ query: { provider: id } }), busy: refresh.isPending }
}
