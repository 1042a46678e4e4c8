import type { FlagDefinition } from '../../../contracts/flags/flags.ts'
import { say } from '../../../contracts/messages/words.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import { changeEnvironment, type Deps } from '../environments/change-environment.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { keyProblems } from './check-definition.ts'
import { requireSoundPrerequisites } from './check-prerequisites.ts'
import { contentOf, type EnvironmentRef, type FlagContent, type StoredFlag, type StoredSegment } from './flag.ts'
import type { ChangeAuthor } from './flag-changes.ts'
import { invalidFlag } from './parse-flag.ts'

export async function createFlag(
  deps: Deps,
  ref: EnvironmentRef,
  by: ChangeAuthor,
  { key, content, segments }: { key: unknown; content: FlagContent; segments?: ReadonlyMap<string, unknown> },
): Promise<StoredFlag> {
  const problems = keyProblems(key, 'key')
  if (problems.length > 0 || typeof key !== 'string') throw invalidFlag(problems)
  const next = await changeEnvironment(deps, ref, by, now => {
    const before = now.flags.get(key)
    if (before?.place) throw conflict('flags.key-taken:file', { key, place: before.place })
    if (before) throw conflict('flags.key-taken', { key })
    requireSoundPrerequisites(now, new Map([[key, content]]))
    for (const name of segments?.keys() ?? []) refuseFileSegment(now.segments.get(name))
    const rules = new Map([...(segments ?? [])].map(([name, rule]) => [name, { rule }]))
    return { flags: new Map([[key, content]]), segments: rules }
  })
  return flagIn(next, key)
}

/** Changes a flag from what it is now; null takes it away. */
export async function changeFlag(
  deps: Deps,
  ref: EnvironmentRef,
  by: ChangeAuthor,
  { key, change }: { key: string; change: (now: FlagContent, flag: StoredFlag) => FlagContent | null },
): Promise<LoadedEnvironment> {
  return changeEnvironment(deps, ref, by, now => {
    const flag = flagIn(now, key)
    refuseFileFlag(flag)
    const next = change(contentOf(flag), flag)
    requireSoundPrerequisites(now, new Map([[key, next]]))
    return { flags: new Map([[key, next]]) }
  })
}

export function toggled(state: FlagDefinition['state'] | undefined): (now: FlagContent) => FlagContent {
  return now => {
    const other = now.definition.state === 'ENABLED' ? 'DISABLED' : 'ENABLED'
    return { ...now, definition: { ...now.definition, state: state ?? other } }
  }
}

export function flagIn({ flags, environment }: LoadedEnvironment, key: string): StoredFlag {
  const flag = flags.get(key)
  if (flag) return flag
  const meant = nearest(key.slice(0, 200), [...flags.keys()])
  const hint = meant === undefined ? say('hint.lists', { path: '/api/v1/flags' }) : say('hint.meant', { word: meant })
  throw notFound('flags.not-found', { key, project: environment.project, environment: environment.name, hint })
}

export function refuseFileFlag(flag: StoredFlag | undefined): void {
  if (flag?.origin !== 'file') return
  throw conflict('flags.owned-by-file', { key: flag.key, place: flag.place ?? '' })
}

export function refuseFileSegment(segment: StoredSegment | undefined): void {
  if (segment?.origin !== 'file') return
  throw conflict('flags.owned-by-file:rule', { key: segment.key, place: segment.place ?? '' })
}
