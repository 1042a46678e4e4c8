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
import { DialogOf } from '../../design/actions/dialog-button.tsx'
import { Button } from '../../design/button.tsx'
import { choicesOf, TextField } from '../../design/forms/field.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SelectFilter } from '../../design/lists/filters.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { auditWords } from '../../messages/audit.ts'
import { useActor } from '../../words/actor.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { momentOf } from '../../words/wall-clock.ts'
import { type AuditFilterValues, ChangeDetails, ServiceName, Subject, useSayAction } from './change-details.tsx'

export function AuditPage() {
  const words = useWords(auditWords)
  const { filters, setFilters, query, filter } = useAuditFilters()
  const say = useSayAction()
  const actorName = useActor()
  const [open, setOpen] = useState<AuditRecord | null>(null)
  const records = usePagedQuery(ListAudit, { query: { ...query, limit: 100 } })
  const columns: readonly Column<AuditRecord>[] = [
    {
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
    { header: words.thing, from: 'sm', cell: record => <Subject record={record} /> },
    { header: words.who, from: 'sm', cell: ({ actor }) => actorName(actor.name) },
    { header: words.when, cell: ({ at }) => <Time at={at} /> },
    { header: words.where, from: 'xl', cell: ({ service }) => <ServiceName of={service} /> },
  ]
  return (
    <>
      <PageHeader page="audit" intro={words.intro} actions={<ExportAudit query={query} />} />
      <AuditFilters filters={filters} onChange={setFilters} />
      <TableCard
        answer={records}
        lines={8}
        label={words.list}
        columns={columns}
        rowKey={({ id }) => id}
        filter={filter}
        words={words}
        none={<EmptyState icon="book" title={words.none} text={words.noneText} />}
      />
      <DialogOf of={open} onClose={() => setOpen(null)} title={say} shape="drawer">
        {record => (
          <ChangeDetails
            record={record}
            onFilter={wanted => {
              setOpen(null)
              setFilters(wanted)
            }}
          />
        )}
      </DialogOf>
    </>
  )
}

type AuditQuery = Input<typeof ListAudit>['query']
const day: Filter<string> = text => (text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined)

/** Whole days of whoever looks; the last one is meant too. */
function useAuditFilters() {
  const { timeZone } = useLocale()
  const [filters, change, filter] = useFilters({ who: anyText, kind: anyText, subject: anyText, from: day, to: day })
  const { who, kind, subject, from, to } = filters
  const since = from && (momentOf(`${from}T00:00`, timeZone) ?? undefined)
  const until = to && (momentOf(`${dayAfter(to)}T00:00`, timeZone) ?? undefined)
  const query: AuditQuery = { actor: who, kind, subject, since, until }
  return { filters, setFilters: (wanted: AuditFilterValues) => change(wanted), query, filter }
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

function AuditFilters({
  filters,
  onChange,
}: {
  filters: AuditFilterValues
  onChange: (change: AuditFilterValues) => void
}) {
  const words = useWords(auditWords)
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <Who value={filters.who} onChange={who => onChange({ who })} />
      <SelectFilter
        label={words.what}
        all={words.anything}
        value={filters.kind}
        onChange={kind => onChange({ kind })}
        choices={choicesOf(words.kinds)}
      />
      {(['from', 'to'] as const).map(end => (
        <TextField
          key={end}
          type="date"
          label={words[end]}
          value={filters[end] ?? ''}
          min={end === 'to' ? filters.from : undefined}
          max={end === 'from' ? filters.to : undefined}
          onChange={date => onChange({ [end]: date || undefined })}
        />
      ))}
      {filters.subject ? (
        <Button icon="close" onClick={() => onChange({ subject: undefined })} label={words.onlyThis} />
      ) : null}
    </div>
  )
}

function Who({ value, onChange }: { value: string | undefined; onChange: (id: string | undefined) => void }) {
  const words = useWords(auditWords)
  const { data } = useApiQuery(ListUsers, { query: { limit: 500 } })
  const users = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const known = [...users, { value: 'admin-key', label: words.operator }]
  const isKnown = !value || known.some(one => one.value === value)
  const choices = isKnown ? known : [...known, { value, label: value }]
  return <SelectFilter label={words.who} all={words.anybody} value={value} onChange={onChange} choices={choices} />
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
