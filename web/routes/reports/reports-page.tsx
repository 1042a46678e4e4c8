import { Link } from '@tanstack/react-router'
import { type ComponentReports, ListReportLevels } from '../../../contracts/reports.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { reportsWords } from '../../messages/reports.ts'
import { useWords } from '../../words/language.tsx'
import { ChooseComponent } from './choose-component.tsx'
import { Comments, commentStates } from './comments.tsx'
import { ReportsOfOne } from './component-reports.tsx'

const filtersOfPage = { component: anyText, comments: oneOf(commentStates) }
const gravity = { likely: 0, possible: 1, none: 2 } as const

/** Where people see trouble first: the worst level, then the most reports. */
const byUrgency = (a: ComponentReports, b: ComponentReports): number =>
  gravity[a.level] - gravity[b.level] || b.reports - a.reports

export function ReportsPage() {
  const words = useWords(reportsWords)
  const { pages } = useWords(navigationWords)
  const may = useMay()
  const [filters, setFilters] = useFilters(filtersOfPage)
  const levels = useAnswer(ListReportLevels, {}, { refetchInterval: 15_000 })
  return (
    <>
      <PageHeader title={pages.reports} intro={words.intro} />
      <Loaded answer={levels} lines={6}>
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
                <ReportsOfOne key={chosen.component.id} of={chosen} />
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
      </Loaded>
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
        action={
          isAdmin ? (
            <Link to="/checks/new" className={buttonClass('primary')}>
              {words.addCheck}
            </Link>
          ) : undefined
        }
      >
        {isAdmin ? words.noComponentsText : byAdmin}
      </EmptyState>
    </Card>
  )
}
