import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { oneOf, useFilters } from '../../data/filters.ts'
import { buttonClass } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Skeleton } from '../../design/query-result.tsx'
import { type Tab, Tabs } from '../../design/tabs.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { flagsWords } from '../../messages/flags.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { usePlace } from './environment.ts'
import { PlacePicker } from './environment-picker.tsx'
import { FlagList } from './flag-list.tsx'
import { FlagTools } from './flag-tools.tsx'
import { useWaiting } from './waiting-changes.tsx'

const FlagHistory = lazy(() => import('./flag-history.tsx').then(module => ({ default: module.FlagHistory })))
const LeasesTab = lazy(() => import('./leases/leases-tab.tsx').then(module => ({ default: module.LeasesTab })))
const RequestsTab = lazy(() => import('./requests/requests-tab.tsx').then(module => ({ default: module.RequestsTab })))
const RolloutsTab = lazy(() => import('./rollouts/rollouts-tab.tsx').then(module => ({ default: module.RolloutsTab })))

const SegmentsTab = lazy(() => import('./segments/segments-tab.tsx').then(module => ({ default: module.SegmentsTab })))

const tabNames = ['flags', 'segments', 'requests', 'leases', 'rollouts', 'history'] as const

export function FlagsPage() {
  const words = useWords(flagsWords)
  const { pages } = useWords(navigationWords)
  const { isUnknown } = usePlace()
  const [{ tab = 'flags' }, setFilters] = useFilters({ tab: oneOf(tabNames) })
  const waiting = useWaiting().length
  const contents: Readonly<Record<(typeof tabNames)[number], Tab['content']>> = {
    flags: <FlagList />,
    segments: <SegmentsTab />,
    requests: <RequestsTab />,
    leases: <LeasesTab />,
    rollouts: <RolloutsTab />,
    history: <FlagHistory />,
  }
  return (
    <>
      <PageHeader title={pages.flags} intro={words.intro} actions={isUnknown ? null : <FlagTools />} />
      <PlacePicker />
      {isUnknown ? (
        <UnknownPlace />
      ) : (
        <Tabs
          label={words.tabList}
          value={tab}
          onChange={next => setFilters({ tab: tabNames.find(name => name === next && name !== 'flags') })}
          tabs={tabNames.map(id => ({
            id,
            label: id === 'requests' && waiting > 0 ? words.counted(words.tabs[id], waiting) : words.tabs[id],
            content: <Suspense fallback={<Skeleton />}>{contents[id]}</Suspense>,
          }))}
        />
      )}
    </>
  )
}

function UnknownPlace() {
  const words = useWords(flagProjectsWords)
  const { pages } = useWords(navigationWords)
  return (
    <EmptyState
      icon="search"
      title={words.unknownPlace}
      action={
        <Link to="/projects" className={buttonClass()}>
          {pages.projects}
        </Link>
      }
    >
      {words.unknownPlaceText}
    </EmptyState>
  )
}
