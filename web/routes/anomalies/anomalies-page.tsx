import { type Anomaly, ListAnomalies } from '../../../contracts/edge/anomalies.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { devicesWords } from '../../messages/devices.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'

export function AnomaliesPage() {
  const all = useWords(devicesWords)
  const words = all.anomalies
  const [{ show }, setFilters] = useFilters({ show: oneOf(['ongoing']) })
  const query = { limit: 100, ...(show === 'ongoing' ? { active: true } : {}) }
  const anomalies = usePagedQuery(ListAnomalies, { query })
  return (
    <>
      <PageHeader page="anomalies" intro={all.anomaliesIntro} />
      <div className="mb-4">
        <Counters<'ongoing'>
          label={words.show}
          all={{}}
          value={show}
          onChange={next => setFilters({ show: next })}
          counters={[{ value: 'ongoing', label: words.ongoing }]}
        />
      </div>
      <TableCard
        answer={anomalies}
        label={words.list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        none={<EmptyState icon="tickCircle" title={words.none} text={words.noneText} />}
      />
    </>
  )
}

function useColumns(): readonly Column<Anomaly>[] {
  const { anomalies: words, device, client } = useWords(devicesWords)
  const say = useMessageText()
  return [
    {
      header: words.what,
      cell: ({ sentence, sentence_i18n, incident }) => (
        <div className="max-w-[70ch]">
          {incident ? (
            <TextLink to="/incidents/$number" params={{ number: incident }} label={say(sentence, sentence_i18n)} />
          ) : (
            say(sentence, sentence_i18n)
          )}
        </div>
      ),
    },
    { header: device, sortBy: ({ object }) => object },
    { header: client, from: 'md', sortBy: one => one.client },
    { header: words.rule, from: 'lg', sortBy: ({ rule }) => rule },
    { header: words.began, from: 'sm', time: ({ at }) => at },
    {
      header: words.ended,
      from: 'sm',
      cell: ({ ended_at }) => (ended_at ? <Time at={ended_at} /> : <Badge tone="warn" label={words.lasts} />),
    },
  ]
}
