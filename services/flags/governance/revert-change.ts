import type { FlagChange } from '../../../contracts/flags/flags.ts'
import { conflict, notFound } from '../../../contracts/refusals.ts'
import { requireSoundPrerequisites } from '../definitions/check-prerequisites.ts'
import { refuseFileFlag, refuseFileSegment } from '../definitions/edit-flag.ts'
import { environmentRef, type FlagContent } from '../definitions/flag.ts'
import type { ChangeAuthor } from '../definitions/flag-changes.ts'
import { changeEnvironment, type Deps } from '../environments/change-environment.ts'

/** As it was before this change. Answers the change that did it. */
export async function revertChange(
  deps: Deps,
  change: FlagChange,
  by: ChangeAuthor,
  anyway: boolean,
): Promise<FlagChange> {
  const { key, kind, before } = change
  await changeEnvironment(deps, environmentRef(change), by, now => {
    const present = kind === 'flag' ? now.flags.get(key) : now.segments.get(key)
    const isCurrent = change.after === null ? present === undefined : present?.revision === change.revision
    if (!isCurrent && !anyway) {
      throw conflict('flags.changed-since', { key, body: '{"anyway": true}' })
    }
    if (kind === 'segment') {
      refuseFileSegment(now.segments.get(key))
      return { segments: new Map([[key, before && { rule: before.rule }]]) }
    }
    refuseFileFlag(now.flags.get(key))
    const content = before as FlagContent | null
    requireSoundPrerequisites(now, new Map([[key, content]]))
    return { flags: new Map([[key, content]]) }
  })
  const [latest] = await deps.changes.list({ ...environmentRef(change), kind, key, limit: 1 })
  if (!latest) throw notFound('flags.change-not-found:flag', { key })
  return latest.change
}
