import { lazy, useMemo } from 'react'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { ExportConfig } from '../../../contracts/monitor/check-authoring.ts'
import { ListChecks, ListUptime } from '../../../contracts/monitor/monitor.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ButtonAnchor, ButtonLink } from '../../design/actions/link.tsx'
import { IconButton } from '../../design/button.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter } from '../../design/lists/filters.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Menu } from '../../design/menu.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { fits, grouped, joined, type ShownState, shownStates, stateOf } from './component-rows.ts'
import { ComponentTable } from './component-table.tsx'

// What stands in a dialog comes when it is opened.
const ComponentForm = lazy(() => import('./component-form.tsx').then(module => ({ default: module.ComponentForm })))

export function ComponentsPage() {
  const words = useWords(checksWords)
  const [exporting, openExport, closeExport] = useOpen()
  const [adding, add, added] = useOpen()
  const isAdmin = useMay()('admin')
  return (
    <>
      <PageHeader
        page="components"
        intro={words.list.intro}
        actions={
          <>
            {isAdmin ? <AddCheck /> : null}
            <Menu
              trigger={<IconButton label={words.list.more} icon="more" small={false} />}
              items={[
                { label: words.file.export, icon: 'export', onSelect: openExport },
                isAdmin && { label: words.list.newComponent, icon: 'plus', onSelect: add },
              ]}
            />
          </>
        }
      />
      <Components />
      <Dialog open={exporting} onClose={closeExport} title={words.file.exportTitle} shape="wide">
        <Exported />
      </Dialog>
      <Dialog open={adding} onClose={added} title={words.list.newComponent}>
        <ComponentForm onDone={added} />
      </Dialog>
    </>
  )
}

function AddCheck() {
  const { list } = useWords(checksWords)
  return <ButtonLink to="/checks/new" variant="primary" icon="plus" label={list.add} />
}

function Components() {
  const words = useWords(checksWords).list
  const { signal } = useWords(stateWords)
  const { byAdmin } = useWords(frameWords)
  const isAdmin = useMay()('admin')
  const [filters, setFilters, filter] = useFilters({ state: oneOf(shownStates), q: anyText })
  const components = useAllItems(ListComponents)
  const checks = useAllItems(ListChecks)
  // Ninety days of very many checks are more than anybody looks at.
  const isFew = (checks.data?.length ?? Number.POSITIVE_INFINITY) <= 500
  const uptime = useApiQuery(
    ListUptime,
    { query: { days: 90 } },
    { staleTime: 60_000, refetchInterval: 120_000, enabled: isFew },
  )
  const rows = useMemo(() => {
    const uptimes = new Map(uptime.data?.items.map(one => [one.component, one.uptime]))
    return grouped(joined(components.data ?? [], checks.data ?? [], uptimes))
  }, [components.data, checks.data, uptime.data])
  const shown = useMemo(() => rows.filter(row => fits(row, filters)), [rows, filters])
  const counts = useMemo(() => Map.groupBy(rows, stateOf), [rows])
  const states = shownStates.filter(state => state !== 'paused' || counts.has('paused') || filters.state === 'paused')
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<ShownState>
          label={words.filter}
          all={{ count: rows.length }}
          value={filters.state}
          onChange={state => setFilters({ state })}
          counters={states.map(value => ({
            value,
            label: value === 'paused' ? words.paused : signal[value],
            count: counts.get(value)?.length ?? 0,
          }))}
        />
        <div className="w-full sm:w-72">
          <SearchFilter label={words.search} />
        </div>
      </div>
      <ComponentTable
        answer={components}
        rows={shown}
        filter={{ ...filter, isFiltered: rows.length > 0 }}
        none={
          <EmptyState
            icon="check"
            title={words.none}
            action={isAdmin ? <AddCheck /> : undefined}
            text={isAdmin ? words.noneText : byAdmin}
          />
        }
      />
    </>
  )
}

function Exported() {
  const words = useWords(checksWords).file
  const config = useApiQuery(ExportConfig, {}, { staleTime: 0 })
  return (
    <>
      <p>{words.exportText}</p>
      <QueryResult answer={config} lines={8}>
        {yaml => <CodeBlock code={yaml} label={words.exportTitle} />}
      </QueryResult>
      <div className="flex justify-end">
        <ButtonAnchor
          href={pathOf(ExportConfig.path)}
          download="vigie-by-hand.yaml"
          icon="export"
          label={words.download}
        />
      </div>
    </>
  )
}
