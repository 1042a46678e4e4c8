import { lazy, Suspense } from 'react'
import { oneOf, useFilters } from '../../data/filters.ts'
import { Skeleton } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { functionsWords } from '../../messages/functions.ts'
import { useWords } from '../../words/language.tsx'
import { FunctionList } from './function-list.tsx'

const RunList = lazy(() => import('./run-list.tsx').then(module => ({ default: module.RunList })))
const ScheduleList = lazy(() => import('./schedule-list.tsx').then(module => ({ default: module.ScheduleList })))
const FileList = lazy(() => import('./file-list.tsx').then(module => ({ default: module.FileList })))
const DeadLetters = lazy(() => import('./dead-letters.tsx').then(module => ({ default: module.DeadLetters })))

const tabNames = ['functions', 'runs', 'schedules', 'files', 'dead'] as const

export function FunctionsPage() {
  const words = useWords(functionsWords)
  const [{ tab = 'functions' }, setFilters] = useFilters({ tab: oneOf(tabNames) })
  const contents = {
    functions: <FunctionList />,
    runs: <RunList />,
    schedules: <ScheduleList />,
    files: <FileList />,
    dead: <DeadLetters />,
  }
  return (
    <>
      <PageHeader page="functions" intro={words.intro} />
      <Tabs
        label={words.tabList}
        value={tab}
        onChange={next => setFilters({ tab: tabNames.find(name => name === next && name !== 'functions') })}
        tabs={tabNames.map(id => ({
          id,
          label: words.tabs[id],
          content: <Suspense fallback={<Skeleton />}>{contents[id]}</Suspense>,
        }))}
      />
    </>
  )
}
