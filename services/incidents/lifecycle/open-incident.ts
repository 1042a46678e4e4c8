import type { CreateIncident, Incident } from '../../../contracts/incidents.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { affectedBy } from '../components/change-component.ts'
import { restate } from '../components/save-component.ts'
import { recordAudit } from '../record-audit.ts'
import type { Work } from '../work.ts'
import { actOf } from './change-incident.ts'
import { openByHand } from './incident.ts'
import { newIdentity, saveOpened } from './save-incident.ts'

/** By hand. */
export function openIncident(
  work: Work,
  body: Input<typeof CreateIncident>['body'],
  caller: Caller,
): Promise<Incident> {
  return work.store.transaction(async () => {
    const { at } = actOf(work, caller)
    const affected = await affectedBy(work, body.components ?? [])
    const identity = await newIdentity(work, at)
    const change = openByHand(
      {
        id: identity.id,
        number: identity.number,
        title: body.title,
        impact: body.impact,
        components: affected.map(({ id, slug, name }) => ({ id, slug, name })),
        message: body.message ?? body.title,
        group: affected[0]?.group ?? null,
        critical: affected.some(({ critical }) => critical),
      },
      actOf(work, caller),
    )
    const incident = await saveOpened(work, change, identity)
    await recordAudit(work, caller, { action: 'incident.opened', id: incident.id, before: null, after: incident })
    for (const component of affected) await restate(work, component, at)
    return incident
  })
}
