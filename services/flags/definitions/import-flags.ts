import type { ImportResult } from '../../../contracts/flag-documents.ts'
import type { FlagDocument } from '../../../contracts/flags.ts'
import { isTurnLong, turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import { conflict } from '../../../kit/service/errors.ts'
import { changePlace, current } from '../environments/change-environment.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import type { Work } from '../work.ts'
import type { CheckedDocument, ReadDocument } from './check-document.ts'
import { requireSoundPrerequisites } from './check-prerequisites.ts'
import { blankContent, contentOf, type FlagContent, isSame, type Place } from './flag.ts'
import type { By, Edits } from './flag-changes.ts'
import { refusalOf } from './read-body.ts'

type How = { readonly dry_run: boolean; readonly replace: boolean }

/** A whole file of flagd, all of it or nothing. What it does not name stays, unless it replaces everything. */
export async function importFlags(work: Work, place: Place, by: By, how: How & CheckedDocument): Promise<ImportResult> {
  const { document, problems } = how
  if (!document) throw refusalOf(problems)
  let result: ImportResult | undefined
  const decide = async (now: Loaded): Promise<Edits> => {
    const edits = editsFor(now, document, how.replace)
    result = { dry_run: how.dry_run, ...(await summary(now, edits)), problems: [...problems] }
    return edits
  }
  if (how.dry_run) await decide(await work.store.transaction(() => current(work, place)))
  else await changePlace(work, place, by, decide)
  if (!result) throw new Error('an import was not decided')
  return result
}

function editsFor(now: Loaded, { flags, segments, metadata, extra }: ReadDocument, replace: boolean): Edits {
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
  refuseFile(now, [...nextFlags.keys()], [...nextSegments.keys()])
  requireSoundPrerequisites(now, nextFlags)
  const environment = {
    ...(metadata || replace ? { metadata: (metadata as FlagDocument['metadata']) ?? null } : {}),
    ...(Object.keys(extra).length > 0 || replace ? { extra } : {}),
  }
  return { flags: nextFlags, segments: nextSegments, environment }
}

function refuseFile(now: Loaded, keys: readonly string[], names: readonly string[]): void {
  const owned =
    keys.map(key => now.flags.get(key)).find(flag => flag?.origin === 'file') ??
    names.map(name => now.segments.get(name)).find(segment => segment?.origin === 'file')
  if (owned) throw conflict('flags.owned-by-file', `"${owned.key}" is defined in ${owned.place}; change it there`)
}

async function summary(
  now: Loaded,
  { flags = new Map() }: Edits,
): Promise<Pick<ImportResult, 'created' | 'changed' | 'unchanged' | 'deleted'>> {
  const result = {
    created: [] as string[],
    changed: [] as string[],
    unchanged: [] as string[],
    deleted: [] as string[],
  }
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
