import { lazy, Suspense } from 'react'
import { ExportFlags } from '../../../contracts/flags/flag-documents.ts'
import { callApi } from '../../data/api-client.ts'
import { download } from '../../data/download.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import type { Problem } from '../../data/problem.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { ButtonLink, TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { Skeleton } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { type Tab, Tabs } from '../../design/tabs.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { flagsWords } from '../../messages/flags.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { MakeFlagButton } from './create-flag-button.tsx'
import { useEnvironmentRef } from './environment.ts'
import { FlagList } from './flag-list.tsx'
import { useWaiting } from './waiting-changes.tsx'

const FlagHistory = lazy(() => import('./flag-history.tsx').then(module => ({ default: module.FlagHistory })))
const LeasesTab = lazy(() => import('./leases/leases-tab.tsx').then(module => ({ default: module.LeasesTab })))
const RequestsTab = lazy(() => import('./requests/requests-tab.tsx').then(module => ({ default: module.RequestsTab })))
const RolloutsTab = lazy(() => import('./rollouts/rollouts-tab.tsx').then(module => ({ default: module.RolloutsTab })))

const SegmentsTab = lazy(() => import('./segments/segments-tab.tsx').then(module => ({ default: module.SegmentsTab })))

const tabNames = ['flags', 'segments', 'requests', 'leases', 'rollouts', 'history'] as const

export function FlagsPage() {
  const words = useWords(flagsWords)
  const { isUnknown } = useEnvironmentRef()
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
      <PageHeader page="flags" intro={words.intro} actions={isUnknown ? null : <FlagTools />} />
      <EnvironmentPicker />
      {isUnknown ? (
        <UnknownEnvironment />
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

function UnknownEnvironment() {
  const words = useWords(flagProjectsWords)
  const { pages } = useWords(navigationWords)
  return (
    <EmptyState
      icon="search"
      title={words.unknownPlace}
      action={<ButtonLink to="/projects" label={pages.projects} />}
      text={words.unknownPlaceText}
    />
  )
}

const ImportFlagsForm = lazy(() => import('./import-flags.tsx').then(module => ({ default: module.ImportFlagsForm })))

/** A file out, a file in, and a new flag. */
function FlagTools() {
  const words = useWords(flagsWords)
  const { place, mayEdit } = useEnvironmentRef()
  const toasts = useToasts()
  const say = useProblemText()
  const save = () =>
    callApi(ExportFlags, { query: place }).then(
      document =>
        download(`${place.project}-${place.environment}.flagd.json`, `${JSON.stringify(document, null, 2)}\n`),
      (problem: Problem) => toasts.error(say(problem)),
    )
  return (
    <>
      <Button icon="export" onClick={save} label={words.export} />
      {mayEdit ? (
        <>
          <DialogButton icon="import" label={words.import} title={words.importTitle} shape="wide">
            {close => <ImportFlagsForm onDone={close} />}
          </DialogButton>
          <MakeFlagButton />
        </>
      ) : null}
    </>
  )
}

type Named = { readonly name: string; readonly title: string }

/** What is chosen is always among the choices, also when it is not there any more. */
const choicesOf = (items: readonly Named[], chosen: string) =>
  [...items, ...(items.some(({ name }) => name === chosen) ? [] : [{ name: chosen, title: chosen }])].map(
    ({ name, title }) => ({ value: name, label: title }),
  )

/** Which project and environment is looked at, where there is more than one, and the way to make another. */
function EnvironmentPicker() {
  const words = useWords(flagsWords)
  const { pages } = useWords(navigationWords)
  const { place, projects, isUnknown, setPlace } = useEnvironmentRef()
  const environments = projects.find(({ name }) => name === place.project)?.environments ?? []
  const isOneOfMany = projects.length > 1 || environments.length > 1 || isUnknown
  const choose = (project: string) => {
    const there = projects.find(({ name }) => name === project)?.environments ?? []
    const same = there.find(({ name }) => name === place.environment)
    setPlace({ project, environment: (same ?? there[0])?.name ?? place.environment })
  }
  return (
    <div className="mb-4 flex flex-wrap items-end gap-3">
      {isOneOfMany ? (
        <>
          <SelectField
            label={words.project}
            value={place.project}
            choices={choicesOf(projects, place.project)}
            onChange={choose}
          />
          <SelectField
            label={words.environment}
            value={place.environment}
            choices={choicesOf(environments, place.environment)}
            onChange={environment => setPlace({ ...place, environment })}
          />
        </>
      ) : null}
      {isUnknown ? null : (
        <TextLink to="/projects" className="inline-flex min-h-10 items-center" label={pages.projects} />
      )}
    </div>
  )
}
