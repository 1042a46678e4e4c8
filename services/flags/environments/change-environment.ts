import { v7 as uuid } from 'uuid'
import { type FlagChange, FlagChanged } from '../../../contracts/flags/flags.ts'
import type { AuditedChange } from '../../../kit/audit/audit-record.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { isTurnLong, turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import { fact } from '../../../kit/service/event.ts'
import {
  contentOf,
  type EnvironmentRef,
  isSame,
  refOf,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { ChangeAuthor, FlagChanges } from '../definitions/flag-changes.ts'
import type { EvaluationCounts } from '../evaluation/evaluation-counts.ts'
import { publishBreakGlass } from '../governance/change-author.ts'
import type { ChangeStore } from '../governance/change-store.ts'
import {
  ChangeRequested,
  createChangeRequest,
  nameOf,
  type Deps as RequestDeps,
  requestedFlagChanges,
} from '../governance/create-change-request.ts'
import { recordAudit } from '../governance/record-audit.ts'
import { changedMap, type LoadedEnvironment } from './flag-cache.ts'
import { currentEnvironment, type Deps as LoadDeps } from './load-environments.ts'

export type Deps = LoadDeps & RequestDeps & { readonly changes: ChangeStore; readonly counts: EvaluationCounts }

type Compared = {
  readonly flags: Map<string, StoredFlag | null>
  readonly segments: Map<string, StoredSegment | null>
  readonly changes: FlagChange[]
}

/**
 * Changes flags of one environment: what was decided from what is there now, the record of it and what others are told
 * commit together, and the next evaluation after the commit is the new one. Nested in another transaction it joins it.
 */
export async function changeEnvironment(
  deps: Deps,
  ref: EnvironmentRef,
  author: ChangeAuthor,
  decide: (now: LoadedEnvironment) => FlagChanges | Promise<FlagChanges>,
): Promise<LoadedEnvironment> {
  const done = await deps.store.transaction(async () => {
    const now = await currentEnvironment(deps, ref)
    const wanted = await decide(now)
    const compared = await compare(deps, author, now, wanted)
    // Nobody is asked to agree to what is so already.
    const isChange = compared.changes.length > 0 || Object.keys(wanted.environment ?? {}).length > 0
    if (author.needsApproval && now.environment.approval && isChange) {
      return createChangeRequest(deps, now, author, requestedFlagChanges(now, wanted))
    }
    if (compared.changes.length === 0 && !wanted.environment) return now
    await save(deps, author, compared)
    return show(deps, author, now, { ...compared, settings: wanted.environment })
  })
  if (done instanceof ChangeRequested) throw done
  return done
}

/** In the running transaction: the environment with its next revision, evaluated from the commit on. */
async function show(
  deps: Deps,
  author: ChangeAuthor,
  now: LoadedEnvironment,
  { flags, segments, changes, settings }: Compared & { readonly settings: FlagChanges['environment'] | undefined },
): Promise<LoadedEnvironment> {
  const environment = { ...now.environment, ...settings, revision: now.environment.revision + 1 }
  await deps.environments.put(environment)
  await publishBreakGlass(deps, now, author, { subject: 'flags', key: nameOf(changes.map(({ key }) => key)) })
  const next = {
    environment,
    flags: changedMap(now.flags, flags),
    segments: changedMap(now.segments, segments),
    overrides: now.overrides,
  }
  const prepared = await deps.cache.prepare(refOf(environment), next)
  deps.store.afterCommit(() => deps.cache.set(refOf(environment), next, prepared))
  return next
}

/** Which of the wanted flags and rules differ from what is there, and the record of each that does. */
async function compare(
  { clock, counts }: Deps,
  { action, actor, reason = null, reason_i18n = null }: ChangeAuthor,
  now: LoadedEnvironment,
  wanted: FlagChanges,
): Promise<Compared> {
  const ref = refOf(now.environment)
  const at = iso(clock.now())
  const common = { ...ref, at, action, actor, reason, reason_i18n }
  const compared: Compared = { flags: new Map(), segments: new Map(), changes: [] }
  for (const [key, next] of wanted.flags ?? []) {
    if (isTurnLong()) await turnOfOthers()
    const before = now.flags.get(key)
    const revision = (before?.revision ?? 0) + 1
    const created_at = before?.created_at ?? at
    const stamp = { ...ref, key, revision, created_at, changed_at: at, changed_by: actor.name }
    const flag: StoredFlag | null = next && { origin: 'api', place: null, ...next, ...stamp }
    if (!isFlagChanged(before, flag)) continue
    compared.flags.set(key, flag)
    compared.changes.push({
      ...common,
      id: uuid(),
      kind: 'flag',
      key,
      before: before ? contentOf(before) : null,
      after: flag && contentOf(flag),
      revision,
      component: flag?.component ?? before?.component ?? null,
      exposure: counts.shareOf(ref, key),
    })
  }
  for (const [key, next] of wanted.segments ?? []) {
    if (isTurnLong()) await turnOfOthers()
    const before = now.segments.get(key)
    const revision = (before?.revision ?? 0) + 1
    const segment: StoredSegment | null = next && { origin: 'api', place: null, ...next, ...ref, key, revision }
    if (!isSegmentChanged(before, segment)) continue
    compared.segments.set(key, segment)
    compared.changes.push({
      ...common,
      id: uuid(),
      kind: 'segment',
      key,
      before: before ? { rule: before.rule } : null,
      after: segment && { rule: segment.rule },
      revision,
      component: null,
      exposure: null,
    })
  }
  return compared
}

function isFlagChanged(before: StoredFlag | undefined, next: StoredFlag | null): boolean {
  if (!before || !next) return (before ?? null) !== next
  return !isSame(contentOf(before), contentOf(next)) || before.origin !== next.origin || before.place !== next.place
}

function isSegmentChanged(before: StoredSegment | undefined, next: StoredSegment | null): boolean {
  if (!before || !next) return (before ?? null) !== next
  return !isSame(next.rule, before.rule) || next.place !== before.place
}

async function save(deps: Deps, { actor }: ChangeAuthor, { flags, segments, changes }: Compared): Promise<void> {
  for (const change of changes) {
    // A whole file is thousands of them: whoever evaluates meanwhile has a turn in between.
    if (isTurnLong()) await turnOfOthers()
    const { project, environment, key, kind } = change
    const ref = { project, environment }
    const [flag, segment] = [flags.get(key), segments.get(key)]
    if (kind === 'flag') await (flag ? deps.flags.putFlag(flag) : deps.flags.deleteFlag(ref, key))
    else await (segment ? deps.flags.putSegment(segment) : deps.flags.deleteSegment(ref, key))
    // A line of the file that only moved is no change of the flag.
    if (isSame(change.before, change.after)) continue
    await deps.changes.add(change)
    if (kind === 'flag') await markLeases(deps, change)
    await deps.publish(fact(FlagChanged, `${project}/${environment}/${key}`, change))
    if (actor.kind === 'user' || actor.kind === 'key') await recordAudit(deps, actor, auditedChange(change))
  }
}

/** A person changed what an incident forces: when it is over, a person has to say what it should be. */
async function markLeases({ leases }: Deps, { project, environment, key, actor }: FlagChange): Promise<void> {
  if (!['user', 'key', 'file'].includes(actor.kind)) return
  for (const lease of await leases.runningAt({ project, environment })) {
    if (lease.key === key) await leases.put({ ...lease, touched_by: actor.name })
  }
}

function auditedChange({ before, after, project, environment, kind, key, action, reason }: FlagChange): AuditedChange {
  return {
    action: `${kind}.${action}`,
    id: `${project}/${environment}/${key}`,
    before,
    after: after && { ...after, ...(reason === null ? {} : { reason }) },
  }
}
