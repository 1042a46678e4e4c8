import type { GetPostmortem, Postmortem, SavePostmortem } from '../../../contracts/incident-work.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { act, findIncident } from '../lifecycle/change-incident.ts'
import { amend, entry, signed } from '../lifecycle/incident.ts'
import type { Work } from '../work.ts'
import { postmortemTemplate } from './postmortem-template.ts'

export async function readPostmortem(
  work: Work,
  { params, query }: Pick<Input<typeof GetPostmortem>, 'params' | 'query'>,
): Promise<Postmortem> {
  const incident = await findIncident(work, params.id)
  const saved = await work.people.postmortem(incident.id)
  if (saved)
    return { incident: incident.number, body: saved.body, saved: true, updated_at: saved.updated_at, by: saved.by }
  const body = postmortemTemplate(incident, query.language ?? work.language, work.timeZone)
  return { incident: incident.number, body, saved: false, updated_at: null, by: null }
}

export function savePostmortem(
  work: Work,
  { params, body }: Pick<Input<typeof SavePostmortem>, 'params' | 'body'>,
  caller: Caller,
): Promise<Postmortem> {
  return work.store.transaction(async () => {
    const { id } = await findIncident(work, params.id)
    const known = await work.people.postmortem(id)
    const incident = await act(work, { name: id, caller, action: 'incident.postmortem-saved' }, (before, who) =>
      amend(
        before,
        'updated',
        {},
        known ? [] : [entry({ ...signed(who), kind: 'postmortem', message: work.words.postmortem })],
      ),
    )
    const updated_at = new Date(work.clock.now()).toISOString()
    const by_id = caller.kind === 'user' ? caller.id : null
    await work.people.putPostmortem({ incident_id: id, body: body.body, updated_at, by: caller.name, by_id })
    return { incident: incident.number, body: body.body, saved: true, updated_at, by: caller.name }
  })
}
