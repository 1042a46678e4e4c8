import { conflict, fieldProblem } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import {
  type EnvironmentRef,
  environmentName,
  environmentRef,
  type StoredEnvironment,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import { authorOf } from '../governance/change-author.ts'
import {
  createChangeRequest,
  type Deps as RequestDeps,
  saveChangeRequest,
} from '../governance/create-change-request.ts'
import { actorOf } from '../governance/permission.ts'
import { recordProjectAudit } from '../governance/record-audit.ts'
import { currentEnvironment, type Deps as LoadDeps, unknownEnvironment } from './load-environments.ts'

export type Deps = LoadDeps & RequestDeps

type Wanted = {
  readonly title?: string
  readonly approval?: boolean
  readonly copy_from?: string
  readonly create?: boolean
}

/**
 * Adds or changes an environment. That changes need no second person any more is only written down: it takes one, always,
 * since whoever is alone in an emergency breaks the glass for the one change that cannot wait.
 */
export async function saveEnvironment(deps: Deps, ref: EnvironmentRef, caller: Caller, wanted: Wanted): Promise<void> {
  const requested = await deps.store.transaction(async () => {
    const before = await deps.environments.find(ref)
    if (before?.approval && wanted.approval === false && !wanted.create) {
      const title = wanted.title ?? before.title
      return createChangeRequest(deps, await currentEnvironment(deps, ref), authorOf(caller, 'changed'), {
        key: '',
        before: { title: before.title, approval: true },
        after: { title, approval: false },
        wanted: { kind: 'environment', title, approval: false },
      })
    }
    return writeEnvironment(deps, ref, actorOf(caller), wanted)
  })
  if (requested) throw requested
}

/** In the running transaction. A new one begins empty, or with the flags of another one of the project. */
export async function writeEnvironment(deps: Deps, ref: EnvironmentRef, actor: Actor, wanted: Wanted): Promise<void> {
  const before = await deps.environments.find(ref)
  if (before && wanted.create) {
    const fields = [fieldProblem('params.environment', 'problem.exists')]
    throw conflict('flags.environment-taken', { name: ref.environment }, { fields })
  }
  const source = wanted.copy_from === undefined ? undefined : { ...ref, environment: wanted.copy_from }
  const copied = source && !before ? deps.cache.get(source) : undefined
  if (source && !before && !copied) throw unknownEnvironment(deps, source)
  const environment: StoredEnvironment = {
    project: ref.project,
    name: ref.environment,
    metadata: copied?.environment.metadata ?? null,
    extra: copied?.environment.extra ?? null,
    ...before,
    title: wanted.title ?? before?.title ?? ref.environment,
    approval: wanted.approval ?? before?.approval ?? false,
    revision: (before?.revision ?? (await deps.environments.lastRevision(ref))) + 1,
  }
  if (before && !before.approval && environment.approval) await outdateSwitches(deps, ref)
  await deps.environments.put(environment)
  const own = { ...ref, origin: 'api', place: null, revision: 1 } as const
  const flags = [...(copied?.flags.values() ?? [])].map((flag): StoredFlag => ({ ...flag, ...own }))
  const segments = [...(copied?.segments.values() ?? [])].map((segment): StoredSegment => ({ ...segment, ...own }))
  for (const flag of flags) await deps.flags.putFlag(flag)
  for (const segment of segments) await deps.flags.putSegment(segment)
  await recordProjectAudit(deps, actor, ref.project, {
    action: before ? 'flag-environment.changed' : 'flag-environment.created',
    id: `${ref.project}/${ref.environment}`,
    before: before ? { title: before.title, approval: before.approval } : null,
    after: { title: environment.title, approval: environment.approval, copied_from: wanted.copy_from ?? null },
  })
  deps.store.afterCommit(() => {
    const now = deps.cache.get(ref)
    deps.cache.set(ref, {
      environment,
      flags: now?.flags ?? new Map(flags.map(flag => [flag.key, flag])),
      segments: now?.segments ?? new Map(segments.map(segment => [segment.key, segment])),
      overrides: now?.overrides ?? new Map(),
    })
  })
}

/** What was asked to be switched off was switched off since, and on again: that is another one. */
async function outdateSwitches(deps: Deps, ref: EnvironmentRef): Promise<void> {
  for (const request of await deps.requests.inState(['pending'])) {
    const isSwitch =
      request.wanted?.kind === 'environment' && environmentName(environmentRef(request)) === environmentName(ref)
    if (isSwitch) await saveChangeRequest(deps, { ...request, state: 'outdated' })
  }
}
