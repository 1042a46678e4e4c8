import { FlagGlassBroken } from '../../../contracts/flag-governance.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { placeName } from '../definitions/flag.ts'
import type { By } from '../definitions/flag-changes.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import type { Work } from '../work.ts'

type What = { readonly subject: 'flags' | 'incident_rule'; readonly key: string }

/** In the transaction of a change that would have needed a second person: the others are told at once. */
export async function tellBrokenGlass(
  work: Work,
  { environment: { approval, project, name } }: Pick<Loaded, 'environment'>,
  { glass, actor }: By,
  { subject, key }: What,
): Promise<void> {
  if (!glass || !approval) return
  const place = { project, environment: name }
  await work.publish(
    fact(FlagGlassBroken, `${placeName(place)}/${key}`, {
      ...{ id: work.newId(), at: iso(work.clock.now()), ...place, subject, key },
      ...{ action: glass.action, reason: glass.reason, by: actor },
    }),
  )
}
