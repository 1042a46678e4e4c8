import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ListComponents } from '../../../contracts/incidents.ts'
import { ListChecks, ListUptime } from '../../../contracts/monitor.ts'
import { useAll } from '../../data/all-pages.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { buttonClass, IconButton } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Icon } from '../../design/icon.tsx'
import { Menu } from '../../design/menu.tsx'
import { NoneFits } from '../../design/no-matches.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { ComponentFilters } from './component-filters.tsx'
import { ComponentForm } from './component-form.tsx'
import { fits, grouped, joined, shownStates } from './component-rows.ts'
import { ComponentTable } from './component-table.tsx'
import { ExportConfigDialog } from './export-config.tsx'

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
  const components = useAll(ListComponents)
  const checks = useAll(ListChecks)
  // Ninety days of very many checks are more than anybody looks at.
  const isFew = (checks.data?.length ?? Number.POSITIVE_INFINITY) <= 500
  const uptime = useAnswer(
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
        <Loaded answer={components} lines={8}>
          {() =>
            shown.length > 0 ? (
              <ComponentTable rows={shown} />
            ) : rows.length > 0 ? (
              <NoneFits words={words} onShowAll={() => setFilters({ state: undefined, q: undefined })} />
            ) : (
              <EmptyState icon="check" title={words.none} action={isAdmin ? <AddCheck /> : undefined}>
                {isAdmin ? words.noneText : byAdmin}
              </EmptyState>
            )
          }
        </Loaded>
      </Card>
    </>
  )
}
