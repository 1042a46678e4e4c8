import type { FlagChange } from '../../../contracts/flags.ts'
import { conflict, notFound } from '../../../kit/service/errors.ts'
import { requireSoundPrerequisites } from '../definitions/check-prerequisites.ts'
import { refuseFileFlag, refuseFileSegment } from '../definitions/edit-flag.ts'
import { type FlagContent, placeOf } from '../definitions/flag.ts'
import type { By } from '../definitions/flag-changes.ts'
import { changePlace } from '../environments/change-environment.ts'
import type { Work } from '../work.ts'

/** As it was before this change. Answers the change that did it. */
export async function revertChange(work: Work, change: FlagChange, by: By, anyway: boolean): Promise<FlagChange> {
  const { key, kind, before } = change
  await changePlace(work, placeOf(change), by, now => {
    const present = kind === 'flag' ? now.flags.get(key) : now.segments.get(key)
    const isCurrent = change.after === null ? present === undefined : present?.revision === change.revision
    if (!isCurrent && !anyway) {
      throw conflict('flags.changed-since', `"${key}" was changed again since; look at it, then send {"anyway": true}`)
    }
    if (kind === 'segment') {
      refuseFileSegment(now.segments.get(key))
      return { segments: new Map([[key, before && { rule: before.rule }]]) }
    }
    const flag = now.flags.get(key)
    if (flag) refuseFileFlag(flag)
    const content = before as FlagContent | null
    requireSoundPrerequisites(now, new Map([[key, content]]))
    return { flags: new Map([[key, content]]) }
  })
  const [latest] = await work.changes.list({ ...placeOf(change), kind, key, limit: 1 })
  if (!latest) throw notFound('flags.change-not-found', `no change of "${key}" is known`)
  return latest.change
}
