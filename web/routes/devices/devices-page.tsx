import { lazy, Suspense } from 'react'
import { oneOf, useFilters } from '../../data/filters.ts'
import { useMay } from '../../data/session.ts'
import { Skeleton } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { devicesWords } from '../../messages/devices.ts'
import { useWords } from '../../words/language.tsx'
import { DeviceList } from './device-list.tsx'

const ClientsTab = lazy(() => import('./clients-tab.tsx').then(module => ({ default: module.ClientsTab })))
const EdgeSources = lazy(() => import('./edge-sources.tsx').then(module => ({ default: module.EdgeSources })))

const tabNames = ['devices', 'clients', 'sources'] as const

export function DevicesPage() {
  const words = useWords(devicesWords)
  const admin = useMay()('admin')
  const [{ tab = 'devices' }, setFilters] = useFilters({ tab: oneOf(tabNames) })
  const contents = { devices: <DeviceList />, clients: <ClientsTab />, sources: <EdgeSources /> }
  return (
    <>
      <PageHeader page="devices" intro={words.intro} />
      <Tabs
        label={words.tabList}
        value={tab}
        onChange={next => setFilters({ tab: tabNames.find(name => name === next && name !== 'devices') })}
        tabs={tabNames
          .filter(id => admin || id !== 'clients')
          .map(id => ({
            id,
            label: words.tabs[id],
            content: <Suspense fallback={<Skeleton />}>{contents[id]}</Suspense>,
          }))}
      />
    </>
  )
}
