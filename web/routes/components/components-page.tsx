import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { ExportConfig } from '../../../contracts/monitor/check-authoring.ts'
import { ListChecks, ListUptime } from '../../../contracts/monitor/monitor.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { useDebounced } from '../../data/debounce.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { buttonClass, IconButton } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Counters } from '../../design/counters.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState, NoMatches } from '../../design/empty-state.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { Icon } from '../../design/icon.tsx'
import { Menu } from '../../design/menu.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { QueryResult } from '../../design/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { ComponentForm } from './component-form.tsx'
import {
  type CheckedComponent,
  fits,
  grouped,
  joined,
  type ShownState,
  shownStates,
  stateOf,
} from './component-rows.ts'
import { ComponentTable } from './component-table.tsx'

const filtersOfPage = { state: oneOf(shownStates), q: anyText }

export function ComponentsPage() {
  const words = useWords(checksWords)
  const { pages } = useWords(navigationWords)
  const [exporting, openExport, closeExport] = useOpen()
  const [adding, add, added] = useOpen()
  const isAdmin = useMay()('admin')
  return (
    <>
      <PageHeader
        title={pages.components}
        intro={words.list.intro}
        actions={
          <>
            {isAdmin ? <AddCheck /> : null}
            <Menu
              trigger={<IconButton label={words.list.more} icon="more" small={false} />}
              items={[
                { label: words.file.export, icon: 'export', onSelect: openExport },
                ...(isAdmin ? [{ label: words.list.newComponent, icon: 'plus', onSelect: add } as const] : []),
              ]}
            />
          </>
        }
      />
      <Components />
      <ExportConfigDialog open={exporting} onClose={closeExport} />
      <Dialog open={adding} onClose={added} title={words.list.newComponent}>
        <ComponentForm onDone={added} />
      </Dialog>
    </>
  )
}

function AddCheck() {
  const { list } = useWords(checksWords)
  return (
    <Link to="/checks/new" className={buttonClass('primary')}>
      <Icon name="plus" />
      {list.add}
    </Link>
  )
}

function Components() {
  const words = useWords(checksWords).list
  const { byAdmin } = useWords(frameWords)
  const isAdmin = useMay()('admin')
  const [filters, setFilters] = useFilters(filtersOfPage)
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
  return (
    <>
      <ComponentFilters filters={filters} onChange={setFilters} rows={rows} />
      <Card flush>
        <QueryResult answer={components} lines={8}>
          {() =>
            shown.length > 0 ? (
              <ComponentTable rows={shown} />
            ) : rows.length > 0 ? (
              <NoMatches words={words} onShowAll={() => setFilters({ state: undefined, q: undefined })} />
            ) : (
              <EmptyState
                icon="check"
                title={words.none}
                action={isAdmin ? <AddCheck /> : undefined}
                text={isAdmin ? words.noneText : byAdmin}
              />
            )
          }
        </QueryResult>
      </Card>
    </>
  )
}

type Filters = { readonly state?: ShownState; readonly q?: string }

type FiltersProps = {
  readonly filters: Filters
  readonly onChange: (change: Partial<Filters>) => void
  readonly rows: readonly CheckedComponent[]
}

function ComponentFilters({ filters, onChange, rows }: FiltersProps) {
  const words = useWords(checksWords).list
  const { signal } = useWords(stateWords)
  const { all } = useWords(frameWords)
  const q = useDebounced(filters.q ?? '', text => onChange({ q: text || undefined }))
  const counts = useMemo(() => Map.groupBy(rows, stateOf), [rows])
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
      <Counters<ShownState>
        label={words.filter}
        value={filters.state}
        onChange={state => onChange({ state })}
        counters={[
          { value: undefined, label: all, count: rows.length },
          ...shownStates
            .filter(state => state !== 'paused' || counts.has('paused') || filters.state === 'paused')
            .map(value => ({
              value,
              label: value === 'paused' ? words.paused : signal[value],
              count: counts.get(value)?.length ?? 0,
            })),
        ]}
      />
      <div className="w-full sm:w-72">
        <TextField type="search" label={words.search} value={q.text} onChange={q.type} />
      </div>
    </div>
  )
}

function ExportConfigDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords(checksWords).file
  return (
    <Dialog open={open} onClose={onClose} title={words.exportTitle} shape="wide">
      {open ? <Exported /> : null}
    </Dialog>
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
        <a href={ExportConfig.path} download="vigie-by-hand.yaml" className={buttonClass('plain')}>
          <Icon name="export" />
          {words.download}
        </a>
      </div>
    </>
  )
}
