import type { Caller } from '../../../kit/auth/caller.ts'
import { conflict } from '../../../kit/service/errors.ts'
import {
  type Place,
  placeName,
  placeOf,
  type StoredEnvironment,
  type StoredFlag,
  type StoredSegment,
} from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import { byOf } from '../governance/change-author.ts'
import { propose } from '../governance/create-change-request.ts'
import { actorOf } from '../governance/permission.ts'
import { recordProject } from '../governance/record-project.ts'
import { keepRequest } from '../governance/save-change-request.ts'
import type { Work } from '../work.ts'
import { current, unknownPlace } from './change-environment.ts'

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
export async function changeEnvironment(work: Work, place: Place, caller: Caller, wanted: Wanted): Promise<void> {
  const proposed = await work.store.transaction(async () => {
    const before = await work.environments.find(place)
    if (before?.approval && wanted.approval === false && !wanted.create) {
      const title = wanted.title ?? before.title
      return propose(work, await current(work, place), byOf(caller, 'changed'), {
        ...{ key: '', before: { title: before.title, approval: true }, after: { title, approval: false } },
        wanted: { kind: 'environment', title, approval: false },
      })
    }
    return putEnvironment(work, place, actorOf(caller), wanted)
  })
  if (proposed) throw proposed
}

/** In the running transaction. A new one begins empty, or with the flags of another one of the project. */
export async function putEnvironment(work: Work, place: Place, actor: Actor, wanted: Wanted): Promise<void> {
  const before = await work.environments.find(place)
  if (before && wanted.create) {
    const fields = [{ field: 'params.environment', message: 'is there already' }]
    throw conflict('flags.environment-taken', `"${place.environment}" is there already`, { fields })
  }
  const source = wanted.copy_from === undefined ? undefined : { ...place, environment: wanted.copy_from }
  const copied = source && !before ? work.board.at(source) : undefined
  if (source && !before && !copied) throw unknownPlace(work, source)
  const environment: StoredEnvironment = {
    ...{ project: place.project, name: place.environment, metadata: null, extra: null },
    ...(copied ? { metadata: copied.environment.metadata, extra: copied.environment.extra } : {}),
    ...before,
    title: wanted.title ?? before?.title ?? place.environment,
    approval: wanted.approval ?? before?.approval ?? false,
    revision: (before?.revision ?? (await work.environments.lastRevision(place))) + 1,
  }
  if (before && !before.approval && environment.approval) await outdateSwitches(work, place)
  await work.environments.put(environment)
  const own = { ...place, origin: 'api', place: null, revision: 1 } as const
  const flags = [...(copied?.flags.values() ?? [])].map((flag): StoredFlag => ({ ...flag, ...own }))
  const segments = [...(copied?.segments.values() ?? [])].map((segment): StoredSegment => ({ ...segment, ...own }))
  for (const flag of flags) await work.flags.putFlag(flag)
  for (const segment of segments) await work.flags.putSegment(segment)
  await recordProject(work, actor, place.project, {
    action: before ? 'flag-environment.changed' : 'flag-environment.created',
    id: `${place.project}/${place.environment}`,
    before: before ? { title: before.title, approval: before.approval } : null,
    after: { title: environment.title, approval: environment.approval, copied_from: wanted.copy_from ?? null },
  })
  work.store.afterCommit(() => {
    const now = work.board.at(place)
    work.board.put(place, {
      environment,
      flags: now?.flags ?? new Map(flags.map(flag => [flag.key, flag])),
      segments: now?.segments ?? new Map(segments.map(segment => [segment.key, segment])),
      forced: now?.forced ?? new Map(),
    })
  })
}

/** What was asked to be switched off was switched off since, and on again: that is another one. */
async function outdateSwitches(work: Work, place: Place): Promise<void> {
  for (const request of await work.requests.inState(['pending'])) {
    const isSwitch = request.wanted?.kind === 'environment' && placeName(placeOf(request)) === placeName(place)
    if (isSwitch) await keepRequest(work, { ...request, state: 'outdated' })
  }
}
