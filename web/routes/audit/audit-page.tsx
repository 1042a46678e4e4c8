import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { AuditRecord } from '../../../contracts/identity/audit.ts'
import { ListAudit, ListUsers } from '../../../contracts/identity/identity.ts'
import type { Input } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { now } from '../../data/clock.ts'
import { download } from '../../data/download.ts'
import { anyText, type Filter, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import type { Problem } from '../../data/problem.ts'
import { useApiQuery } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { EmptyState, NoMatches } from '../../design/empty-state.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { auditWords } from '../../messages/audit.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useActor } from '../../words/actor.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { momentOf } from '../../words/wall-clock.ts'
import { type AuditFilterValues, ChangeDetails, ServiceName, Subject, useSayAction } from './change-details.tsx'

export function AuditPage() {
  const words = useWords(auditWords)
  const { pages } = useWords(navigationWords)
  const { filters, setFilters, query, isFiltered, clear } = useAuditFilters()
  const records = usePagedQuery(ListAudit, { query: { ...query, limit: 100 } })
  return (
    <>
      <PageHeader title={pages.audit} intro={words.intro} actions={<ExportAudit query={query} />} />
      <AuditFilters filters={filters} onChange={setFilters} />
      <Card flush>
        <QueryResult answer={records} lines={8}>
          {all =>
            all.length > 0 ? (
              <Records records={all} onFilter={setFilters} />
            ) : isFiltered ? (
              <NoMatches words={words} onShowAll={clear} />
            ) : (
              <EmptyState icon="book" title={words.none} text={words.noneText} />
            )
          }
        </QueryResult>
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

type AuditQuery = Input<typeof ListAudit>['query']
const day: Filter<string> = text => (text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined)
const none: AuditFilterValues = { who: undefined, kind: undefined, subject: undefined, from: undefined, to: undefined }

/** Whole days of whoever looks; the last one is meant too. */
function useAuditFilters() {
  const { timeZone } = useLocale()
  const [filters, setFilters] = useFilters({ who: anyText, kind: anyText, subject: anyText, from: day, to: day })
  const { who, kind, subject, from, to } = filters
  const since = from && (momentOf(`${from}T00:00`, timeZone) ?? undefined)
  const until = to && (momentOf(`${dayAfter(to)}T00:00`, timeZone) ?? undefined)
  const query: AuditQuery = { actor: who, kind, subject, since, until }
  return {
    filters,
    setFilters: (change: AuditFilterValues) => setFilters(change),
    query,
    isFiltered: Object.values(filters).some(Boolean),
    clear: () => setFilters(none),
  }
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

type FiltersProps = {
  readonly filters: AuditFilterValues
  readonly onChange: (change: AuditFilterValues) => void
}

function AuditFilters({ filters, onChange }: FiltersProps) {
  const words = useWords(auditWords)
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <Who value={filters.who ?? ''} onChange={who => onChange({ who })} />
      <SelectField
        label={words.what}
        value={filters.kind ?? ''}
        onChange={kind => onChange({ kind: kind || undefined })}
        choices={[
          { value: '', label: words.anything },
          ...Object.entries(words.kinds).map(([value, label]) => ({ value, label })),
        ]}
      />
      <TextField
        type="date"
        label={words.from}
        value={filters.from ?? ''}
        max={filters.to}
        onChange={from => onChange({ from: from || undefined })}
      />
      <TextField
        type="date"
        label={words.to}
        value={filters.to ?? ''}
        min={filters.from}
        onChange={to => onChange({ to: to || undefined })}
      />
      {filters.subject ? (
        <Button icon="close" onClick={() => onChange({ subject: undefined })} label={words.onlyThis} />
      ) : null}
    </div>
  )
}

function Who({ value, onChange }: { value: string; onChange: (id: string | undefined) => void }) {
  const words = useWords(auditWords)
  const { data } = useApiQuery(ListUsers, { query: { limit: 500 } })
  const users = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const known = [{ value: '', label: words.anybody }, ...users, { value: 'admin-key', label: words.operator }]
  const isKnown = known.some(one => one.value === value)
  return (
    <SelectField
      label={words.who}
      value={value}
      onChange={id => onChange(id || undefined)}
      choices={isKnown ? known : [...known, { value, label: value }]}
    />
  )
}

const most = 20_000

/** What the filters show, all pages of it, as JSON Lines: one record a line. */
function ExportAudit({ query }: { query: AuditQuery }) {
  const words = useWords(auditWords)
  const toasts = useToasts()
  const say = useProblemText()
  const exporting = useMutation<readonly AuditRecord[], Problem>({
    mutationFn: () => readAll(query),
    onError: problem => toasts.error(say(problem)),
    onSuccess: records => {
      const day = new Date(now()).toISOString().slice(0, 10)
      const lines = records.map(record => `${JSON.stringify(record)}\n`).join('')
      download(`vigie-audit-${day}.jsonl`, lines, 'application/jsonl')
      toasts.done((records.length < most ? words.exported : words.exportCut)(records.length))
    },
  })
  return <Button icon="import" busy={exporting.isPending} onClick={() => exporting.mutate()} label={words.export} />
}

async function readAll(query: AuditQuery): Promise<readonly AuditRecord[]> {
  const found: AuditRecord[] = []
  let cursor: string | undefined
  do {
    const page = await callApi(ListAudit, { query: { ...query, limit: 500, cursor } })
    found.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor && found.length < most)
  return found
}
