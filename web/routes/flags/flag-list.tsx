import { type Flag, ListFlags } from '../../../contracts/flags/flags.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { TextLink } from '../../design/actions/link.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter, SelectFilter } from '../../design/lists/filters.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
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
  const { all } = useWords(frameWords)
  const { place, mayEdit } = useEnvironmentRef()
  const [filters, setFilters, filter] = useFilters({ q: anyText, tag: anyText, owner: anyText, staleness: oneOf(ages) })
  const flags = usePagedQuery(ListFlags, { query: { ...place, ...filters, limit: 500 } })
  const found = flags.data ?? []
  return (
    <>
      <div className="mb-4 grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
        <SearchFilter label={words.search} />
        <SelectFilter
          label={words.tags}
          all={words.anyTag}
          value={filters.tag}
          onChange={tag => setFilters({ tag })}
          choices={namesOf([...found.flatMap(({ tags }) => tags), filters.tag])}
        />
        <SelectFilter
          label={words.owner}
          all={words.anyOwner}
          value={filters.owner}
          onChange={owner => setFilters({ owner })}
          choices={namesOf([...found.map(({ owner }) => owner), filters.owner])}
        />
        <SelectFilter
          label={words.staleness}
          all={all}
          value={filters.staleness}
          onChange={staleness => setFilters({ staleness })}
          choices={ages.map(age => ({ value: age, label: words.stale[age] }))}
        />
      </div>
      <TableCard
        answer={flags}
        label={words.list}
        columns={useColumns()}
        rowKey={({ key }) => key}
        filter={filter}
        words={words}
        none={
          <EmptyState
            icon="flag"
            title={words.none}
            action={mayEdit ? <MakeFlagButton /> : null}
            text={words.noneText}
          />
        }
      />
    </>
  )
}

const namesOf = (names: readonly (string | null | undefined)[]) =>
  [...new Set(names)].filter(name => !!name).map(name => ({ value: name ?? '', label: name ?? '' }))

function useColumns(): readonly Column<Flag>[] {
  const words = useWords(flagsWords)
  const actorName = useActor()
  return [
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
