import { Link } from '@tanstack/react-router'
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
import { IconButton } from '../../design/button.tsx'
import { Confirm } from '../../design/dialog.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { Menu } from '../../design/menu.tsx'
import type { Tone } from '../../design/notice.tsx'
import { Badge } from '../../design/status.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'
import { useTranslated } from '../../words/translated.ts'

/** Names of components by the provider that they stand on. */
export type Dependents = ReadonlyMap<string, readonly { readonly slug: string; readonly name: string }[]>

type TableProps = {
  readonly providers: readonly Provider[]
  readonly dependents: Dependents
  readonly onOpen: (provider: Provider) => void
}

export function ProviderTable({ providers, dependents, onOpen }: TableProps) {
  const { pages } = useWords(navigationWords)
  const words = useWords(providersWords)
  const toasts = useToasts()
  const [leaving, setLeaving] = useState<Provider | null>(null)
  const remove = useApiMutation(DeleteProvider, { changes: [ListProviders] })
  const columns = useColumns(dependents, onOpen, setLeaving)
  const confirm = () => {
    if (!leaving) return
    remove.mutate({ params: { id: leaving.id } }, { onSuccess: () => toasts.done(words.removed(leaving.name)) })
    setLeaving(null)
  }
  return (
    <>
      <Table label={pages.providers} columns={columns} rows={providers} rowKey={({ id }) => id} />
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={words.removeTitle(leaving?.name ?? '')}
        action={words.remove}
        onConfirm={confirm}
      >
        <p>{words.removeText}</p>
      </Confirm>
    </>
  )
}

function useColumns(
  dependents: Dependents,
  onOpen: (provider: Provider) => void,
  onLeave: (provider: Provider) => void,
): readonly Column<Provider>[] {
  const words = useWords(providersWords)
  const { actions } = useWords(frameWords)
  return useMemo(
    () => [
      {
        id: 'name',
        header: words.provider,
        sortBy: ({ name }) => name,
        cell: provider => <Name provider={provider} onOpen={onOpen} />,
      },
      {
        id: 'state',
        header: words.state,
        sortBy: ({ state }) => -providerStates.indexOf(state),
        cell: provider => <ProviderNow provider={provider} />,
      },
      { id: 'since', header: words.since, from: 'lg', cell: ({ since }) => <Time at={since} /> },
      {
        id: 'dependents',
        header: words.dependents,
        from: 'md',
        cell: ({ id }) => <Dependent components={dependents.get(id) ?? []} />,
      },
      { id: 'checked', header: words.checked, from: 'sm', cell: ({ checked_at }) => <Time at={checked_at} /> },
      {
        id: 'updated',
        header: words.updated,
        from: 'xl',
        cell: ({ source_updated_at }) => (source_updated_at ? <Time at={source_updated_at} /> : '–'),
      },
      {
        id: 'orders',
        header: actions,
        isHeaderHidden: true,
        className: 'w-12',
        cell: provider => <Orders provider={provider} onOpen={onOpen} onLeave={onLeave} />,
      },
    ],
    [words, actions, dependents, onOpen, onLeave],
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

export function Dependent({ components }: { components: readonly { slug: string; name: string }[] }) {
  const words = useWords(providersWords)
  if (components.length === 0) return <span className="text-muted">{words.noDependents}</span>
  return (
    <ul className="flex flex-wrap gap-x-3">
      {components.map(({ slug, name }) => (
        <li key={slug}>
          <Link to="/components" search={{ q: name }} className="link">
            {name}
          </Link>
        </li>
      ))}
    </ul>
  )
}

type OrdersProps = {
  readonly provider: Provider
  readonly onOpen: (provider: Provider) => void
  readonly onLeave: (provider: Provider) => void
}

function Orders({ provider, onOpen, onLeave }: OrdersProps) {
  const words = useWords(providersWords)
  const { actions, named } = useWords(frameWords)
  const may = useMay()
  const refresh = useRefreshProvider()
  return (
    <Menu
      trigger={<IconButton label={named(actions, provider.name)} icon="more" />}
      items={[
        { label: words.details, icon: 'info', onSelect: () => onOpen(provider) },
        ...(may('admin')
          ? [{ label: words.refresh, icon: 'play', onSelect: () => refresh.run(provider) } as const]
          : []),
        ...(may('admin') && provider.origin !== 'file'
          ? [{ label: words.remove, icon: 'trash', danger: true, onSelect: () => onLeave(provider) } as const]
          : []),
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

export function ProviderIcon({ state, quiet }: { state: ProviderState; quiet?: boolean }) {
  return (
    <Badge tone={tones[state]} quiet={quiet}>
      {useWords(providersWords).states[state]}
    </Badge>
  )
}

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
  const say = useTranslated('providers')
  const toasts = useToasts()
  const refresh = useApiMutation(RefreshProvider, { changes: [ListProviders, ListProviderEvents] })
  const run = ({ id }: Pick<Provider, 'id'>) =>
    refresh.mutate(
      { query: { provider: id } },
      {
        onSuccess: ({ name, state, reason }) => {
          const text = words.refreshed(name, words.states[state])
          if (reason && state === 'unknown') toasts.error(`${text} · ${say(reason)}`)
          else toasts.done(text)
        },
      },
    )
  return { run, busy: refresh.isPending }
}
