import { type Flag, ListFlags } from '../../../contracts/flags/flags.ts'
import { useDebounced } from '../../data/debounce.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { EmptyState, NoMatches } from '../../design/lists/empty-state.tsx'
import { More, QueryResult } from '../../design/lists/query-result.tsx'
import { type Column, Table } from '../../design/lists/table.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { frameWords } from '../../messages/frame.ts'
import { useActor } from '../../words/actor.ts'
import { useWords } from '../../words/language.tsx'
import { MakeFlagButton } from './create-flag-button.tsx'
import { isOn, useEnvironmentRef } from './environment.ts'
import { FlagState } from './flag-state.tsx'

const ages = ['fresh', 'unused', 'settled'] as const

export function FlagList() {
  const words = useWords(flagsWords)
  const { place, mayEdit } = useEnvironmentRef()
  const [filters, setFilters] = useFilters({ q: anyText, tag: anyText, owner: anyText, staleness: oneOf(ages) })
  const flags = usePagedQuery(ListFlags, { query: { ...place, ...filters, limit: 500 } })
  const isFiltered = Object.values(filters).some(Boolean)
  const clear = () => setFilters({ q: undefined, tag: undefined, owner: undefined, staleness: undefined })
  return (
    <>
      <FlagFilters flags={flags.data ?? []} filters={filters} onChange={setFilters} />
      <Card flush>
        <QueryResult answer={flags} lines={6}>
          {all =>
            all.length > 0 ? (
              <FlagTable flags={all} />
            ) : isFiltered ? (
              <NoMatches words={words} onShowAll={clear} />
            ) : (
              <EmptyState
                icon="flag"
                title={words.none}
                action={mayEdit ? <MakeFlagButton /> : null}
                text={words.noneText}
              />
            )
          }
        </QueryResult>
      </Card>
      <More pages={flags} />
    </>
  )
}

type Filters = {
  readonly q?: string | undefined
  readonly tag?: string | undefined
  readonly owner?: string | undefined
  readonly staleness?: (typeof ages)[number] | undefined
}
type FiltersProps = {
  readonly flags: readonly Flag[]
  readonly filters: Filters
  readonly onChange: (change: Filters) => void
}

function FlagFilters({ flags, filters, onChange }: FiltersProps) {
  const words = useWords(flagsWords)
  const { all } = useWords(frameWords)
  const q = useDebounced(filters.q ?? '', text => onChange({ q: text || undefined }))
  const some = (found: readonly (string | null)[], chosen: string | undefined, whatever: string) => [
    { value: '', label: whatever },
    ...[...new Set([...found, chosen])].filter(one => !!one).map(one => ({ value: one ?? '', label: one ?? '' })),
  ]
  return (
    <div className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <TextField type="search" label={words.search} value={q.text} onChange={q.type} />
      <SelectField
        label={words.tags}
        value={filters.tag ?? ''}
        onChange={tag => onChange({ tag: tag || undefined })}
        choices={some(
          flags.flatMap(({ tags }) => tags),
          filters.tag,
          words.anyTag,
        )}
      />
      <SelectField
        label={words.owner}
        value={filters.owner ?? ''}
        onChange={owner => onChange({ owner: owner || undefined })}
        choices={some(
          flags.map(({ owner }) => owner),
          filters.owner,
          words.anyOwner,
        )}
      />
      <SelectField
        label={words.staleness}
        value={filters.staleness ?? ''}
        onChange={age => onChange({ staleness: ages.find(one => one === age) })}
        choices={[{ value: '', label: all }, ...ages.map(age => ({ value: age, label: words.stale[age] }))]}
      />
    </div>
  )
}

function FlagTable({ flags }: { flags: readonly Flag[] }) {
  const words = useWords(flagsWords)
  const actorName = useActor()
  const columns: readonly Column<Flag>[] = [
    { header: words.key, sortBy: ({ key }) => key, cell: flag => <FlagName flag={flag} /> },
    { header: words.state, sortBy: flag => (isOn(flag) ? 1 : 0), cell: flag => <FlagState flag={flag} /> },
    { header: words.owner, from: 'lg', sortBy: ({ owner }) => owner },
    {
      header: words.staleness,
      from: 'md',
      sortBy: ({ staleness }) => staleness,
      cell: ({ staleness }) =>
        staleness === 'fresh' ? (
          <span className="text-muted">{words.stale.fresh}</span>
        ) : (
          <span title={words.staleHint}>
            {' '}
            <Badge tone="warn" quiet label={words.stale[staleness]} />{' '}
          </span>
        ),
    },
    {
      header: words.changed,
      from: 'sm',
      sortBy: ({ changed_at }) => changed_at,
      cell: ({ changed_at, changed_by }) => (
        <>
          <div className="whitespace-nowrap">
            <Time at={changed_at} />
          </div>
          <div className="text-muted text-sm">{words.changedBy(actorName(changed_by))}</div>
        </>
      ),
    },
  ]
  return <Table label={words.list} columns={columns} rows={flags} rowKey={({ key }) => key} />
}

function FlagName({ flag: { key, description, tags } }: { flag: Flag }) {
  const { search } = useEnvironmentRef()
  return (
    <div className="min-w-0">
      <TextLink to="/flags/$key" params={{ key }} search={search} className="font-medium break-all" label={key} />
      {description || tags.length > 0 ? (
        <div className="text-muted text-sm">
          {[description, ...tags.map(tag => `#${tag}`)].filter(Boolean).join(' ')}
        </div>
      ) : null}
    </div>
  )
}
