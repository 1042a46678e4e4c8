import type { ImportResult } from '../../../contracts/flags/flag-documents.ts'
import type { FlagDocument } from '../../../contracts/flags/flags.ts'
import { isTurnLong, turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import { changeEnvironment, type Deps } from '../environments/change-environment.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { currentEnvironment } from '../environments/load-environments.ts'
import type { CheckedDocument, ReadDocument } from './check-document.ts'
import { requireSoundPrerequisites } from './check-prerequisites.ts'
import { refuseFileFlag, refuseFileSegment } from './edit-flag.ts'
import { blankContent, contentOf, type EnvironmentRef, type FlagContent, isSame } from './flag.ts'
import type { ChangeAuthor, FlagChanges } from './flag-changes.ts'
import { invalidFlag } from './parse-flag.ts'

type How = { readonly dry_run: boolean; readonly replace: boolean }

/** A whole file of flagd, all of it or nothing. What it does not name stays, unless it replaces everything. */
export async function importFlags(
  deps: Deps,
  ref: EnvironmentRef,
  by: ChangeAuthor,
  how: How & CheckedDocument,
): Promise<ImportResult> {
  const { document, problems } = how
  if (!document) throw invalidFlag(problems)
  let result: ImportResult | undefined
  const decide = async (now: LoadedEnvironment): Promise<FlagChanges> => {
    const edits = editsFor(now, document, how.replace)
    result = { dry_run: how.dry_run, ...(await summary(now, edits)), problems: [...problems] }
    return edits
  }
  if (how.dry_run) await decide(await deps.store.transaction(() => currentEnvironment(deps, ref)))
  else await changeEnvironment(deps, ref, by, decide)
  if (!result) throw new Error('an import was not decided')
  return result
}

function editsFor(
  now: LoadedEnvironment,
  { flags, segments, metadata, extra }: ReadDocument,
  replace: boolean,
): FlagChanges {
  const content = (key: string, definition: FlagContent['definition']): FlagContent => {
    const before = now.flags.get(key)
    return { ...(before ? contentOf(before) : blankContent), definition }
  }
  const nextFlags = new Map<string, FlagContent | null>(
    [...flags].map(([key, definition]) => [key, content(key, definition)]),
  )
  const nextSegments = new Map<string, { rule: unknown } | null>([...segments].map(([name, rule]) => [name, { rule }]))
  if (replace) {
    for (const [key, { origin }] of now.flags) if (!flags.has(key) && origin !== 'file') nextFlags.set(key, null)
    for (const [name, { origin }] of now.segments) {
      if (!segments.has(name) && origin !== 'file') nextSegments.set(name, null)
    }
  }
  for (const key of nextFlags.keys()) refuseFileFlag(now.flags.get(key))
  for (const name of nextSegments.keys()) refuseFileSegment(now.segments.get(name))
  requireSoundPrerequisites(now, nextFlags)
  const environment = {
    ...(metadata || replace ? { metadata: (metadata as FlagDocument['metadata']) ?? null } : {}),
    ...(Object.keys(extra).length > 0 || replace ? { extra } : {}),
  }
  return { flags: nextFlags, segments: nextSegments, environment }
}

type ImportedKeys = Pick<ImportResult, 'created' | 'changed' | 'unchanged' | 'deleted'>

async function summary(now: LoadedEnvironment, { flags = new Map() }: FlagChanges): Promise<ImportedKeys> {
  const result: ImportedKeys = { created: [], changed: [], unchanged: [], deleted: [] }
  for (const [key, next] of flags) {
    if (isTurnLong()) await turnOfOthers()
    const before = now.flags.get(key)
    if (!next) result.deleted.push(key)
    else if (!before) result.created.push(key)
    else if (isSame(next, contentOf(before))) result.unchanged.push(key)
    else result.changed.push(key)
  }
  return result
}
