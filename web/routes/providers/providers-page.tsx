import { lazy, useMemo } from 'react'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { ListProviders, type Provider } from '../../../contracts/providers.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton, DialogOf } from '../../design/actions/dialog-button.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter } from '../../design/lists/filters.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { providersWords } from '../../messages/providers.ts'
import { useWords } from '../../words/language.tsx'
import { type Dependency, type Dependents, ProviderTable } from './provider-table.tsx'

// What stands in a dialog comes when it is opened.
const ProviderDetail = lazy(() => import('./provider-detail.tsx').then(module => ({ default: module.ProviderDetail })))
const AddProvider = lazy(() => import('./add-provider.tsx').then(module => ({ default: module.AddProvider })))

const isWell = ({ state }: Provider): boolean => state === 'operational' || state === 'maintenance'

export function ProvidersPage() {
  const words = useWords(providersWords)
  const may = useMay()
  const [filters, setFilters] = useFilters({ show: oneOf(['wrong']), q: anyText, provider: anyText })
  const providers = useAllItems(ListProviders, {}, { refetchInterval: 30_000 })
  const dependents = useDependents()
  const close = () => setFilters({ provider: undefined })
  const all = providers.data ?? []
  const wanted = filters.q?.toLocaleLowerCase() ?? ''
  const shown = all.filter(provider => {
    if (filters.show === 'wrong' && isWell(provider)) return false
    const names = [provider.name, provider.id, ...(dependents.get(provider.id) ?? []).map(({ name }) => name)]
    return names.join(' ').toLocaleLowerCase().includes(wanted)
  })
  const addButton = may('admin') ? (
    <DialogButton variant="primary" icon="plus" label={words.add} shape="wide">
      {done => <AddProvider followed={all} onDone={done} />}
    </DialogButton>
  ) : null
  return (
    <>
      <PageHeader page="providers" intro={words.intro} actions={addButton} />
      {all.length > 0 ? (
        <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
          <Counters<'wrong'>
            label={words.filter}
            all={{ count: all.length }}
            value={filters.show}
            onChange={show => setFilters({ show })}
            counters={[{ value: 'wrong', label: words.notWell, count: all.filter(one => !isWell(one)).length }]}
          />
          <div className="w-full sm:w-72">
            <SearchFilter label={words.search} />
          </div>
        </div>
      ) : null}
      <ProviderTable
        answer={providers}
        rows={shown}
        filter={{ isFiltered: all.length > 0, clear: () => setFilters({ show: undefined, q: undefined }) }}
        none={<EmptyState icon="cloud" title={words.none} action={addButton} text={words.noneText} />}
        dependents={dependents}
        onOpen={({ id }) => setFilters({ provider: id })}
      />
      <DialogOf
        of={all.find(({ id }) => id === filters.provider) ?? null}
        onClose={close}
        title={({ name }) => name}
        shape="drawer"
      >
        {provider => <ProviderDetail provider={provider} dependents={dependents.get(provider.id) ?? []} />}
      </DialogOf>
    </>
  )
}

function useDependents(): Dependents {
  const components = useAllItems(ListComponents)
  return useMemo(() => {
    const found = new Map<string, Dependency[]>()
    for (const { slug, name, depends_on } of components.data ?? []) {
      for (const one of depends_on) {
        const id = /^provider:(.+)$/.exec(one)?.[1]
        if (id) found.set(id, [...(found.get(id) ?? []), { slug, name }])
      }
    }
    return found
  }, [components.data])
}
