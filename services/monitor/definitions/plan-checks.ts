import { CheckArchived, CheckDefined } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { checkKind } from '../probes/index.ts'
import { type CheckDescription, type DefinedCheck, describeCheck, newDefinedCheck } from './check.ts'
import type { Definition } from './definition.ts'

export type Wanted = {
  readonly slug: string
  readonly origin: 'file' | 'api'
  readonly definition: Definition
  readonly place: string | null
  readonly position: number
  /** Its secrets stay what nobody here can read. */
  readonly unreadable?: DefinedCheck['unreadable'] | undefined
}

/** What must be written and published to get there. */
export type Plan = { readonly saves: readonly Omit<DefinedCheck, 'number'>[]; readonly facts: readonly Fact[] }

export type Planning = {
  readonly now: number
  readonly newId: () => string
  readonly shown: (address: string) => string
}

/**
 * From what is stored to what the file wants. A check is known by its slug: one that was taken out and comes back goes on
 * with its history, one that was made over the API and is now in the file belongs to the file.
 */
export function planFile(stored: readonly DefinedCheck[], wanted: readonly Wanted[], planning: Planning): Plan {
  const known = new Map<string, DefinedCheck>()
  for (const check of stored) {
    const rival = known.get(check.slug)
    if (!rival || rival.archived_at !== null) known.set(check.slug, check)
  }
  const slugs = new Set(wanted.map(({ slug }) => slug))
  const plans = [
    ...wanted.map(one => planOne(known.get(one.slug), one, planning)),
    ...stored
      .filter(({ origin, archived_at, slug }) => origin === 'file' && archived_at === null && !slugs.has(slug))
      .map(check => planArchive(check, planning.now)),
    // What others know of a check may be of an older version, which published more than it should have.
    ...stored
      .filter(({ origin, archived_at, slug }) => origin === 'api' && archived_at === null && !slugs.has(slug))
      .map(check => planOne(check, { ...check, place: null, position: positionOf(check) }, planning)),
  ]
  return { saves: plans.flatMap(({ saves }) => saves), facts: plans.flatMap(({ facts }) => facts) }
}

export function planOne(known: DefinedCheck | undefined, wanted: Wanted, { now, newId, shown }: Planning): Plan {
  const before = known ?? newDefinedCheck(wanted, { id: newId(), now })
  const same = JSON.stringify(before.definition) === JSON.stringify(wanted.definition)
  const { slug, origin } = wanted
  const definition = same ? before.definition : wanted.definition
  const address = checkKind(definition.kind)?.address(definition.settings) ?? null
  const url = address === null ? null : shown(address)
  const description = describeCheck(
    { id: before.id, slug, origin, definition },
    { place: wanted.place, position: wanted.position, url },
  )
  const published = JSON.stringify(description)
  const news = published !== before.published || before.archived_at !== null
  if (known && same && !news && before.origin === origin) return { saves: [], facts: [] }
  const revision = news || !same ? before.revision + 1 : before.revision
  return {
    saves: [
      {
        ...before,
        slug,
        origin,
        definition,
        unreadable: wanted.unreadable ?? null,
        published,
        revision,
        archived_at: null,
      },
    ],
    facts: news ? [fact(CheckDefined, before.id, { ...description, revision })] : [],
  }
}

export function planArchive(check: DefinedCheck, now: number): Plan {
  const revision = check.revision + 1
  const archived = { check: { id: check.id, name: check.definition.name }, component: check.slug, revision }
  return {
    saves: [{ ...check, revision, archived_at: iso(now) }],
    facts: [fact(CheckArchived, check.id, archived)],
  }
}

const positionOf = ({ published }: DefinedCheck): number =>
  (JSON.parse(published) as CheckDescription).component.position

/** Checks of the API come after those of the file, in the order in which they were made. */
const apiPosition = 1_000_000

export function nextApiPosition(stored: readonly DefinedCheck[]): number {
  const positions = stored.filter(({ origin }) => origin === 'api').map(positionOf)
  return positions.reduce((last, position) => Math.max(last, position), apiPosition) + 1
}
