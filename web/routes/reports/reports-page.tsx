import { useMemo, useState } from 'react'
import {
  type ComponentReports,
  GetReports,
  ListReportLevels,
  type ReportsOfComponent,
} from '../../../contracts/reports.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { ButtonLink } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { LineChart } from '../../design/charts/line-chart.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { stateBadge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { incidentsWords } from '../../messages/incidents.ts'
import { reportMessages, reportsWords } from '../../messages/reports.ts'
import { useFormat } from '../../words/format.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { DeclareIncident } from '../incidents/declare-incident.tsx'
import { Comments, commentStates } from './comments.tsx'

const filtersOfPage = { component: anyText, comments: oneOf(commentStates) }
const gravity = { likely: 0, possible: 1, none: 2 } as const

/** Where people see trouble first: the worst level, then the most reports. */
const byUrgency = (a: ComponentReports, b: ComponentReports): number =>
  gravity[a.level] - gravity[b.level] || b.reports - a.reports

export function ReportsPage() {
  const words = useWords(reportsWords)
  const may = useMay()
  const [filters, setFilters] = useFilters(filtersOfPage)
  const levels = useApiQuery(ListReportLevels, {}, { refetchInterval: 15_000 })
  return (
    <>
      <PageHeader page="reports" intro={words.intro} />
      <QueryResult answer={levels} lines={6}>
        {({ items }) => {
          const sorted = items.toSorted(byUrgency)
          const chosen = sorted.find(({ component }) => component.slug === filters.component) ?? sorted[0]
          if (!chosen) return <Nothing />
          return (
            <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[20rem_minmax(0,1fr)]">
              <ChooseComponent
                items={sorted}
                chosen={chosen}
                onChoose={({ component }) => setFilters({ component: component.slug })}
              />
              <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
                <ReportedComponent key={chosen.component.id} of={chosen} />
                {may('responder') ? (
                  <Comments
                    component={filters.component ? chosen.component : null}
                    state={filters.comments ?? 'pending'}
                    onState={comments => setFilters({ comments: comments === 'pending' ? undefined : comments })}
                    onAll={() => setFilters({ component: undefined })}
                  />
                ) : null}
              </div>
            </div>
          )
        }}
      </QueryResult>
    </>
  )
}

function Nothing() {
  const words = useWords(reportsWords)
  const { byAdmin } = useWords(frameWords)
  const isAdmin = useMay()('admin')
  return (
    <Card>
      <EmptyState
        icon="report"
        title={words.noComponents}
        action={isAdmin ? <ButtonLink to="/checks/new" variant="primary" label={words.addCheck} /> : undefined}
        text={isAdmin ? words.noComponentsText : byAdmin}
      />
    </Card>
  )
}

/** A day of reports against what is usual, and what people complain of. */
function ReportedComponent({ of: { component } }: { of: ComponentReports }) {
  const words = useWords(reportsWords)
  const { language } = useLocale()
  const input = { params: { component: component.slug }, query: { hours: 24 } }
  const reports = useApiQuery(GetReports, input, { refetchInterval: 15_000 })
  return (
    <Card
      title={component.name}
      actions={
        <a href={pathOf(`/${language}/reports/${component.slug}`)} className="link text-sm">
          {words.publicPage}
        </a>
      }
    >
      <QueryResult answer={reports} lines={6}>
        {found => (
          <div className="grid grid-cols-1 gap-5">
            <Level of={found} />
            <Chart reports={found} />
            <Categories reports={found} />
          </div>
        )}
      </QueryResult>
    </Card>
  )
}

/** What people see first may be an incident that no check knows of yet. */
function Level({ of: { level, since, component } }: { of: ReportsOfComponent }) {
  const words = useWords(reportsWords)
  const { declare } = useWords(incidentsWords)
  const may = useMay()
  return (
    <div className="flex flex-wrap items-center gap-3">
      <LevelIcon state={level} />
      {since ? (
        <span className="text-muted">
          {words.since} <Time at={since} absolute />
        </span>
      ) : null}
      {level !== 'none' && may('responder') ? (
        <DialogButton small icon="plus" label={declare}>
          {close => <DeclareIncident about={[component.slug]} onDone={close} />}
        </DialogButton>
      ) : null}
    </div>
  )
}

function Chart({ reports: { bins } }: { reports: ReportsOfComponent }) {
  const words = useWords(reportsWords)
  const format = useFormat()
  const drawn = useMemo(
    () => ({
      times: bins.map(({ at }) => Date.parse(at) / 1000),
      lines: [
        { label: words.reports, tone: 'accent', values: bins.map(({ reports }) => reports) },
        { label: words.usual, tone: 'unknown', values: bins.map(({ baseline }) => baseline) },
      ] as const,
    }),
    [bins, words],
  )
  return (
    <div className="grid grid-cols-1 gap-1">
      <h3 className="font-medium">{words.chart}</h3>
      <LineChart label={words.chart} times={drawn.times} lines={drawn.lines} format={format.number} height={220} />
      <p className="text-muted text-sm">{words.weight}</p>
    </div>
  )
}

function Categories({ reports: { categories } }: { reports: ReportsOfComponent }) {
  const words = useWords(reportsWords)
  const called = useWords(reportMessages).categories
  const format = useFormat()
  const most = Math.max(1, ...categories.map(({ reports }) => reports))
  if (categories.length === 0) return <p className="text-muted">{words.noReports}</p>
  return (
    <div className="grid grid-cols-1 gap-2">
      <h3 className="font-medium">{words.categories}</h3>
      <ul className="grid grid-cols-1 gap-1.5">
        {categories.map(({ category, reports }) => (
          <li key={category} className="grid grid-cols-[minmax(0,12rem)_1fr_3rem] items-center gap-3">
            <span>{called[category]}</span>
            <span className="bg-sunken h-3 overflow-hidden rounded-full" aria-hidden="true">
              <span className="bg-accent block h-full" style={{ width: `${(reports / most) * 100}%` }} />
            </span>
            <span className="text-right">{format.number(reports)}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** More than these are searched rather than read. */
const few = 12

function ChooseComponent({
  items,
  chosen,
  onChoose,
}: {
  items: readonly ComponentReports[]
  chosen: ComponentReports
  onChoose: (of: ComponentReports) => void
}) {
  const words = useWords(reportsWords)
  const format = useFormat()
  const [q, setQ] = useState('')
  const found = items.filter(({ component }) => component.name.toLocaleLowerCase().includes(q.toLocaleLowerCase()))
  return (
    <Card title={words.components}>
      <div className="grid grid-cols-1 gap-3">
        {items.length > few ? <TextField type="search" label={words.search} value={q} onChange={setQ} /> : null}
        <ul className="-mx-2 grid max-h-[32rem] gap-0.5 overflow-y-auto px-0.5">
          {found.map(one => (
            <li key={one.component.id}>
              <button
                type="button"
                aria-pressed={one === chosen}
                onClick={() => onChoose(one)}
                className="aria-pressed:bg-accent-soft hover:bg-sunken grid w-full gap-0.5 rounded-md px-2 py-1.5 text-left"
              >
                <span className="font-medium">{one.component.name}</span>
                <span className="flex flex-wrap items-center gap-x-3 text-sm">
                  <LevelIcon state={one.level} quiet />
                  {one.reports > 0 ? (
                    <span className="text-muted">{words.count(format.number(one.reports))}</span>
                  ) : null}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  )
}

const tones = { none: 'ok', possible: 'warn', likely: 'bad' } as const

const LevelIcon = stateBadge(tones, reportsWords, words => words.level)
