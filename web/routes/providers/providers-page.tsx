import { lazy, Suspense, useMemo } from 'react'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { ListProviders, type Provider } from '../../../contracts/providers.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { useDebounced } from '../../data/debounce.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { QueryResult, Skeleton } from '../../design/query-result.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'
import { type Dependents, ProviderTable } from './provider-table.tsx'

// What stands in a dialog comes when it is opened.
const ProviderDetail = lazy(() => import('./provider-detail.tsx').then(module => ({ default: module.ProviderDetail })))
const AddProvider = lazy(() => import('./add-provider.tsx').then(module => ({ default: module.AddProvider })))

const filtersOfPage = { show: oneOf(['wrong']), q: anyText, provider: anyText }
const isWell = ({ state }: Provider): boolean => state === 'operational' || state === 'maintenance'

export function ProvidersPage() {
  const words = useWords(providersWords)
  const { pages } = useWords(navigationWords)
  const may = useMay()
  const [adding, add, added] = useOpen()
  const [filters, setFilters] = useFilters(filtersOfPage)
  const providers = useAllItems(ListProviders, {}, { refetchInterval: 30_000 })
  const dependents = useDependents()
  const chosen = providers.data?.find(({ id }) => id === filters.provider)
  const addButton = <Button variant="primary" icon="plus" onClick={add} label={words.add} />
  return (
    <>
      <PageHeader title={pages.providers} intro={words.intro} actions={may('admin') ? addButton : null} />
      <QueryResult answer={providers} lines={6}>
        {items =>
          items.length === 0 ? (
            <Card>
              <EmptyState
                icon="cloud"
                title={words.none}
                action={may('admin') ? addButton : undefined}
                text={words.noneText}
              />
            </Card>
          ) : (
            <Followed
              items={items}
              dependents={dependents}
              filters={filters}
              onChange={setFilters}
              onOpen={({ id }) => setFilters({ provider: id })}
            />
          )
        }
      </QueryResult>
      <Dialog open={adding} onClose={added} title={words.add} shape="wide">
        <Suspense fallback={<Skeleton lines={6} />}>
          <AddProvider followed={providers.data ?? []} onDone={added} />
        </Suspense>
      </Dialog>
      <Dialog
        open={chosen !== undefined}
        onClose={() => setFilters({ provider: undefined })}
        title={chosen?.name ?? ''}
        shape="drawer"
      >
        <Suspense fallback={<Skeleton lines={6} />}>
          {chosen ? <ProviderDetail provider={chosen} dependents={dependents.get(chosen.id) ?? []} /> : null}
        </Suspense>
      </Dialog>
    </>
  )
}

function useDependents(): Dependents {
  const components = useAllItems(ListComponents)
  return useMemo(() => {
    const found = new Map<string, { slug: string; name: string }[]>()
    for (const { slug, name, depends_on } of components.data ?? []) {
      for (const one of depends_on) {
        const id = /^provider:(.+)$/.exec(one)?.[1]
        if (id) found.set(id, [...(found.get(id) ?? []), { slug, name }])
      }
    }
    return found
  }, [components.data])
}

type Filters = { readonly show?: 'wrong'; readonly q?: string }
type FollowedProps = {
  readonly items: readonly Provider[]
  readonly dependents: Dependents
  readonly filters: Filters
  readonly onChange: (change: Partial<Filters>) => void
  readonly onOpen: (provider: Provider) => void
}

function Followed({ items, dependents, filters, onChange, onOpen }: FollowedProps) {
  const words = useWords(providersWords)
  const { all } = useWords(frameWords)
  const q = useDebounced(filters.q ?? '', text => onChange({ q: text || undefined }))
  const wanted = filters.q?.toLocaleLowerCase() ?? ''
  const shown = items.filter(provider => {
    if (filters.show === 'wrong' && isWell(provider)) return false
    const names = [provider.name, provider.id, ...(dependents.get(provider.id) ?? []).map(({ name }) => name)]
    return names.join(' ').toLocaleLowerCase().includes(wanted)
  })
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<'wrong'>
          label={words.filter}
          value={filters.show}
          onChange={show => onChange({ show })}
          counters={[
            { value: undefined, label: all, count: items.length },
            { value: 'wrong', label: words.notWell, count: items.filter(one => !isWell(one)).length },
          ]}
        />
        <div className="w-full sm:w-72">
          <TextField type="search" label={words.search} value={q.text} onChange={q.type} />
        </div>
      </div>
      <Card flush>
        {shown.length > 0 ? (
          <ProviderTable providers={shown} dependents={dependents} onOpen={onOpen} />
        ) : (
          <EmptyState
            icon="search"
            title={words.noneFits}
            action={<Button onClick={() => onChange({ show: undefined, q: undefined })} label={words.showAll} />}
          />
        )}
      </Card>
    </>
  )
}
