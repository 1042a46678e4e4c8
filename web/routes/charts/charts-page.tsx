import { type Chart, ListCharts } from '../../../contracts/metrics/charts.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { pathOf } from '../../data/path-of.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { ButtonLink, TextLink } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryList } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { chartsWords } from '../../messages/charts.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { ChartForm } from './chart-form.tsx'

export function ChartsPage() {
  const words = useWords(chartsWords)
  const may = useMay()
  const charts = useAllItems(ListCharts)
  const add = may('responder') ? (
    <DialogButton variant="primary" icon="plus" label={words.add} shape="wide">
      {close => <ChartForm onDone={close} />}
    </DialogButton>
  ) : null
  const toSources = may('admin') ? <ButtonLink to="/sources/new" icon="plus" label={words.toSources} /> : null
  return (
    <>
      <PageHeader page="charts" intro={words.intro} actions={add} />
      <QueryList
        answer={charts}
        className="grid gap-4 lg:grid-cols-2"
        none={<EmptyState icon="chart" title={words.none} text={words.noneText} action={toSources} />}
      >
        {chart => (
          <li key={chart.id}>
            <ChartCard chart={chart} />
          </li>
        )}
      </QueryList>
    </>
  )
}

function ChartCard({ chart }: { chart: Chart }) {
  const words = useWords(chartsWords)
  const { language } = useLocale()
  const { name, title, place } = chart
  return (
    <Card>
      <div className="mb-2 flex items-center justify-between gap-3">
        <span className="inline-flex min-w-0 items-center gap-1.5">
          <TextLink to="/charts/$name" params={{ name }} label={title ?? name} />
          <FromFile place={place} />
        </span>
        <Badge tone={chart.public ? 'ok' : 'unknown'} icon={chart.public ? 'eye' : 'lock'} quiet>
          {chart.public ? words.public : words.private}
        </Badge>
      </div>
      <img
        src={pathOf('/charts/:name.svg', { name }, { language })}
        alt={title ?? name}
        loading="lazy"
        className="w-full"
      />
    </Card>
  )
}
