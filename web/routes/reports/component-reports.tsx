import { useMemo } from 'react'
import { reportMessages } from '../../../contracts/messages/reports.ts'
import { type ComponentReports, GetReports, type ReportsOfComponent } from '../../../contracts/reports.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { LineChart } from '../../design/charts/line-chart.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { Time } from '../../design/time.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { reportsWords } from '../../messages/reports.ts'
import { useFormat } from '../../words/format.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { DeclareIncident } from '../incidents/declare-incident.tsx'
import { LevelSign } from './level-icon.tsx'

/** A day of reports against what is usual, and what people complain of. */
export function ReportsOfOne({ of: { component } }: { of: ComponentReports }) {
  const words = useWords(reportsWords)
  const { language } = useLocale()
  const input = { params: { component: component.slug }, query: { hours: 24 } }
  const reports = useAnswer(GetReports, input, { refetchInterval: 15_000 })
  return (
    <Card
      title={component.name}
      actions={
        <a href={`/${language}/reports/${component.slug}`} className="link text-sm">
          {words.publicPage}
        </a>
      }
    >
      <Loaded answer={reports} lines={6}>
        {found => (
          <div className="grid grid-cols-1 gap-5">
            <Level of={found} />
            <Chart reports={found} />
            <Categories reports={found} />
          </div>
        )}
      </Loaded>
    </Card>
  )
}

/** What people see first may be an incident that no check knows of yet. */
function Level({ of: { level, since, component } }: { of: ReportsOfComponent }) {
  const words = useWords(reportsWords)
  const { declare } = useWords(incidentsWords)
  const may = useMay()
  const [isDeclaring, begin, end] = useOpen()
  return (
    <div className="flex flex-wrap items-center gap-3">
      <LevelSign level={level} />
      {since ? (
        <span className="text-muted">
          {words.since} <Time at={since} absolute />
        </span>
      ) : null}
      {level !== 'none' && may('responder') ? (
        <Button small icon="plus" onClick={begin}>
          {declare}
        </Button>
      ) : null}
      <Dialog open={isDeclaring} onClose={end} title={declare}>
        <DeclareIncident about={[component.slug]} onDone={end} />
      </Dialog>
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
