import { useState } from 'react'
import type { AuditRecord } from '../../../contracts/audit.ts'
import { ListAudit } from '../../../contracts/identity.ts'
import { usePages } from '../../data/paged-query.ts'
import { Card } from '../../design/card.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { NoneFits } from '../../design/no-matches.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded, More } from '../../design/query-result.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { auditWords } from '../../messages/audit.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useActor } from '../../words/actor.ts'
import { useWords } from '../../words/language.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { ChangeDetails, Subject, useSayAction } from './change-details.tsx'
import { ExportAudit } from './export-audit.tsx'
import { ServiceName } from './service-name.tsx'
import { useAuditFilters } from './use-audit-filters.ts'

export function AuditPage() {
  const words = useWords(auditWords)
  const { pages } = useWords(navigationWords)
  const { filters, setFilters, query, isFiltered, clear } = useAuditFilters()
  const records = usePages(ListAudit, { query: { ...query, limit: 100 } })
  return (
    <>
      <PageHeader title={pages.audit} intro={words.intro} actions={<ExportAudit query={query} />} />
      <AuditFilters filters={filters} onChange={setFilters} />
      <Card flush>
        <Loaded answer={records} lines={8}>
          {all =>
            all.length > 0 ? (
              <Records records={all} onFilter={setFilters} />
            ) : isFiltered ? (
              <NoneFits words={words} onShowAll={clear} />
            ) : (
              <EmptyState icon="book" title={words.none}>
                {words.noneText}
              </EmptyState>
            )
          }
        </Loaded>
      </Card>
      <More pages={records} />
    </>
  )
}

type RecordsProps = {
  readonly records: readonly AuditRecord[]
  readonly onFilter: ReturnType<typeof useAuditFilters>['setFilters']
}

function Records({ records, onFilter }: RecordsProps) {
  const words = useWords(auditWords)
  const say = useSayAction()
  const actorName = useActor()
  const [open, setOpen] = useState<AuditRecord | null>(null)
  const columns: readonly Column<AuditRecord>[] = [
    {
      id: 'what',
      header: words.what,
      cell: record => (
        <>
          <button type="button" className="link min-h-6 text-left" onClick={() => setOpen(record)}>
            {say(record)}
          </button>
          <div className="text-muted text-sm sm:hidden">
            <Subject record={record} /> · {actorName(record.actor.name)}
          </div>
        </>
      ),
    },
    { id: 'thing', header: words.thing, from: 'sm', cell: record => <Subject record={record} /> },
    { id: 'who', header: words.who, from: 'sm', cell: ({ actor }) => actorName(actor.name) },
    { id: 'when', header: words.when, cell: ({ at }) => <Time at={at} /> },
    { id: 'where', header: words.where, from: 'xl', cell: ({ service }) => <ServiceName of={service} /> },
  ]
  return (
    <>
      <Table label={words.list} columns={columns} rows={records} rowKey={({ id }) => id} />
      <Dialog open={open !== null} onClose={() => setOpen(null)} title={open ? say(open) : ''} shape="drawer">
        {open ? (
          <ChangeDetails
            record={open}
            onFilter={filter => {
              setOpen(null)
              onFilter(filter)
            }}
          />
        ) : null}
      </Dialog>
    </>
  )
}
