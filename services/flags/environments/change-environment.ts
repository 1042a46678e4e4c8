import { AuditRecorded } from '../../../contracts/audit.ts'
import { type FlagChange, FlagChanged } from '../../../contracts/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { isTurnLong, turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import { notFound } from '../../../kit/service/errors.ts'
import { fact } from '../../../kit/service/event.ts'
import {
  contentOf,
  type FlagContent,
  isSame,
  type Place,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { By, Edits } from '../definitions/flag-changes.ts'
import { askedEdits, nameOf, Proposed, propose } from '../governance/create-change-request.ts'
import { tellBrokenGlass } from '../governance/publish-break-glass.ts'
import type { Work } from '../work.ts'
import { changedMap, type Loaded } from './flag-cache.ts'
import { loadPlace } from './load-environment.ts'

type Written = {
  readonly flags: Map<string, StoredFlag | null>
  readonly segments: Map<string, StoredSegment | null>
  readonly changes: FlagChange[]
}

/**
 * Changes flags of one environment: what was decided from what is there now, the record of it and what others are told
 * commit together, and the next evaluation after the commit is the new one. Nested in another transaction it joins it.
 */
export async function changePlace(
  work: Work,
  place: Place,
  by: By,
  decide: (now: Loaded) => Edits | Promise<Edits>,
): Promise<Loaded> {
  const done = await work.store.transaction(async () => {
    const now = await current(work, place)
    const edits = await decide(now)
    if (by.asks && now.environment.approval && (await isChange(work, place, by, { now, edits }))) {
      return propose(work, now, by, askedEdits(now, edits))
    }
    return make(work, place, by, { now, edits })
  })
  if (done instanceof Proposed) throw done
  return done
}

/** Nobody is asked to agree to what is so already. */
async function isChange(work: Work, place: Place, by: By, what: { now: Loaded; edits: Edits }): Promise<boolean> {
  return (await write(work, place, by, what)).changes.length > 0 || Object.keys(what.edits.environment ?? {}).length > 0
}

async function make(work: Work, place: Place, by: By, { now, edits }: { now: Loaded; edits: Edits }): Promise<Loaded> {
  const written = await write(work, place, by, { now, edits })
  await keep(work, written, by)
  if (written.changes.length === 0 && !edits.environment) return now
  const environment = { ...now.environment, ...edits.environment, revision: now.environment.revision + 1 }
  await work.environments.put(environment)
  const key = nameOf(written.changes.map(change => change.key))
  await tellBrokenGlass(work, now, by, { subject: 'flags', key })
  const next = {
    environment,
    flags: changedMap(now.flags, written.flags),
    segments: changedMap(now.segments, written.segments),
    forced: now.forced,
  }
  const prepared = await work.board.prepare(place, next)
  work.store.afterCommit(() => work.board.put(place, next, prepared))
  return next
}

/** As the database has it; mostly the board knows. In the running transaction. */
export async function current(work: Work, place: Place): Promise<Loaded> {
  const environment = await work.environments.find(place)
  if (!environment) throw unknownPlace(work, place)
  const known = work.board.at(place)
  return known?.environment.revision === environment.revision ? known : loadPlace(work, environment)
}

export function unknownPlace(work: Work, { project, environment }: Place) {
  const known = work.board.places().map(one => `${one.environment.project}/${one.environment.name}`)
  return notFound(
    'flags.environment-not-found',
    `there is no environment "${environment}" in the project "${project}"; there are: ${known.slice(0, 20).join(', ')}`,
  )
}

async function write(
  work: Work,
  place: Place,
  by: By,
  { now, edits }: { now: Loaded; edits: Edits },
): Promise<Written> {
  const at = iso(work.clock.now())
  const written: Written = { flags: new Map(), segments: new Map(), changes: [] }
  const common = { at, ...place, action: by.action, actor: by.actor, reason: by.reason ?? null }
  for (const [key, next] of edits.flags ?? []) {
    if (isTurnLong()) await turnOfOthers()
    const before = now.flags.get(key)
    const flag = next && flagAfter(next, before, { ...place, key, at, by: by.actor.name })
    if (!isChanged(before, flag)) continue
    written.flags.set(key, flag)
    written.changes.push({
      ...common,
      ...{ id: work.newId(), kind: 'flag', key },
      before: before ? contentOf(before) : null,
      after: flag && contentOf(flag),
      revision: flag?.revision ?? (before?.revision ?? 0) + 1,
      component: flag?.component ?? before?.component ?? null,
      exposure: work.counts.shareOf(place, key),
    })
  }
  for (const [key, next] of edits.segments ?? []) {
    if (isTurnLong()) await turnOfOthers()
    const before = now.segments.get(key)
    const segment = next && {
      ...{ origin: 'api' as const, place: null },
      ...next,
      ...{ project: place.project, environment: place.environment, key, revision: (before?.revision ?? 0) + 1 },
    }
    if (segment && before && isSame(segment.rule, before.rule) && segment.place === before.place) continue
    if (!segment && !before) continue
    written.segments.set(key, segment)
    written.changes.push({
      ...common,
      ...{ id: work.newId(), kind: 'segment', key, component: null, exposure: null },
      before: before ? { rule: before.rule } : null,
      after: segment && { rule: segment.rule },
      revision: (before?.revision ?? 0) + 1,
    })
  }
  return written
}

type Stamp = Place & { readonly key: string; readonly at: string; readonly by: string }

function flagAfter(
  next: FlagContent & Partial<Pick<StoredFlag, 'origin' | 'place'>>,
  before: StoredFlag | undefined,
  { project, environment, key, at, by }: Stamp,
): StoredFlag {
  return {
    ...{ project, environment, key },
    ...{ origin: 'api', place: null },
    ...next,
    revision: (before?.revision ?? 0) + 1,
    created_at: before?.created_at ?? at,
    changed_at: at,
    changed_by: by,
  }
}

function isChanged(before: StoredFlag | undefined, next: StoredFlag | null): boolean {
  if (!before || !next) return (before ?? null) !== next
  return !isSame(contentOf(before), contentOf(next)) || before.origin !== next.origin || before.place !== next.place
}

async function keep(work: Work, { flags, segments, changes }: Written, { actor }: By): Promise<void> {
  for (const change of changes) {
    // A whole file is thousands of them: whoever evaluates meanwhile has a turn in between.
    if (isTurnLong()) await turnOfOthers()
    const { project, environment, key, kind } = change
    const flag = flags.get(key)
    const segment = segments.get(key)
    if (kind === 'flag') await (flag ? work.flags.putFlag(flag) : work.flags.deleteFlag({ project, environment }, key))
    else if (segment) await work.flags.putSegment(segment)
    else await work.flags.deleteSegment({ project, environment }, key)
    // A line of the file that only moved is no change of the flag.
    if (isSame(change.before, change.after)) continue
    await work.changes.add(change)
    if (kind === 'flag') await touchLease(work, change)
    await work.publish(fact(FlagChanged, `${project}/${environment}/${key}`, change))
    if (actor.kind === 'user' || actor.kind === 'key') await work.publish(auditOf(change))
  }
}

/** A person changed what an incident forces: when it is over, a person has to say what it should be. */
async function touchLease(work: Work, { project, environment, key, actor }: FlagChange): Promise<void> {
  if (!['user', 'key', 'file'].includes(actor.kind)) return
  const leases = await work.leases.runningAt({ project, environment })
  for (const lease of leases) if (lease.key === key) await work.leases.put({ ...lease, touched_by: actor.name })
}

function auditOf(change: FlagChange) {
  const { id, at, actor, before, after, project, environment, kind, key, action, reason } = change
  return fact(AuditRecorded, id, {
    ...{ id, at, actor, service: 'flags' },
    action: `${kind}.${action}`,
    subject: { kind, id: `${project}/${environment}/${key}` },
    before: before && differing(before, after),
    after: after && { ...differing(after, before), ...(reason === null ? {} : { reason }) },
  })
}

type Facts = Readonly<Record<string, unknown>>

function differing(facts: Facts, other: Facts | null): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([key, value]) => !isSame(value, other?.[key] ?? null)))
}
