import { Link } from '@tanstack/react-router'
import { ListComponents, ListIncidents } from '../../../contracts/incidents.ts'
import { ListChecks } from '../../../contracts/monitor.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { navigationWords } from '../../messages/navigation.ts'
import { overviewWords } from '../../messages/overview.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { CheckCounts } from './check-counts.tsx'
import { FirstSteps } from './first-steps.tsx'
import { NeedsMe } from './my-tasks.tsx'
import { WrongNow } from './open-incidents.tsx'
import { RecentEvents } from './recent-events.tsx'
import { Suspicions, suspectedOf } from './suspicions.tsx'

/** What is wrong now, what needs me, and how everything else is. */
export function OverviewPage() {
  const words = useWords(overviewWords)
  const { pages } = useWords(navigationWords)
  const open = useAnswer(ListIncidents, { query: { status: 'open', limit: 100 } })
  const components = useAnswer(ListComponents, { query: { limit: 500 } })
  const checks = useAnswer(ListChecks, { query: { limit: 500 } })
  const suspected = suspectedOf(components.data?.items ?? [], open.data?.items ?? [])
  const isEmpty = checks.data?.items.length === 0 && components.data?.items.length === 0
  return (
    <>
      <PageHeader title={pages.overview} />
      <div className="grid gap-5">
        {isEmpty ? null : (
          <Sentence
            open={open.data?.items.length}
            components={components.data?.items}
            suspected={suspected.map(({ name }) => name)}
          />
        )}
        <FirstSteps hasChecks={(checks.data?.items.length ?? 1) > 0} />
        <div className="grid items-start gap-5 xl:grid-cols-[3fr_2fr]">
          <div className="grid min-w-0 gap-5">
            <Card title={words.wrongNow}>
              <Loaded answer={open}>{({ items }) => <WrongNow incidents={items} />}</Loaded>
            </Card>
            {suspected.length > 0 ? (
              <Card title={words.suspected}>
                <Suspicions components={suspected} />
              </Card>
            ) : null}
            <Card title={words.needsMe}>
              <NeedsMe />
            </Card>
          </div>
          <div className="grid min-w-0 gap-5">
            <Card title={words.checks}>
              <Loaded answer={checks} lines={1}>
                {({ items }) => <CheckCounts checks={items} />}
              </Loaded>
            </Card>
            <Card
              title={words.recent}
              actions={
                <Link to="/incidents" className="link text-sm">
                  {words.allIncidents}
                </Link>
              }
            >
              <RecentEvents />
            </Card>
          </div>
        </div>
      </div>
    </>
  )
}

type SentenceProps = {
  readonly open: number | undefined
  readonly components: readonly { readonly status: string }[] | undefined
  /** Names. */
  readonly suspected: readonly string[]
}

function Sentence({ open, components, suspected }: SentenceProps) {
  const words = useWords(overviewWords)
  const format = useFormat()
  if (open === undefined || components === undefined) return null
  const unwell = components.filter(one => !['operational', 'under_maintenance'].includes(one.status)).length
  if (open === 0 && unwell === 0) {
    return suspected.length > 0 ? (
      <Notice tone="warn">
        <strong>{words.perhaps(format.list(suspected))}</strong>
      </Notice>
    ) : (
      <Notice tone="ok">
        <strong>{words.allWell}</strong> {words.allWellText(components.length)}
      </Notice>
    )
  }
  return (
    <Notice tone={open > 0 ? 'bad' : 'warn'}>
      <strong>{open > 0 ? words.wrong(open) : words.notWell(unwell)}</strong>
    </Notice>
  )
}
