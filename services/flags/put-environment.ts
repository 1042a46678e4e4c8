import { conflict } from '../../kit/errors.ts'
import { unknownPlace } from './change-place.ts'
import type { Actor } from './edits.ts'
import type { Place, StoredEnvironment, StoredFlag, StoredSegment } from './flag.ts'
import { recordProject } from './record-project.ts'
import type { Work } from './work.ts'

type Wanted = {
  readonly title?: string
  readonly approval?: boolean
  readonly copy_from?: string
  readonly create?: boolean
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
