import type { GetPostmortem, Postmortem, SavePostmortem } from '../../../contracts/incidents/incident-collaboration.ts'
import type { incidentMessages } from '../../../contracts/messages/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Deps as ComponentDeps } from '../components/save-component.ts'
import { changeIncident, findIncident } from '../lifecycle/change-incident.ts'
import { amend, entry, signed } from '../lifecycle/incident.ts'
import type { IncidentStore } from '../lifecycle/incident-store.ts'
import type { PersonStore } from '../people/person-store.ts'
import { postmortemTemplate } from './postmortem-template.ts'

type ReadDeps = {
  readonly incidents: IncidentStore
  readonly people: PersonStore
  readonly language: keyof typeof incidentMessages
  readonly timeZone: string
}

export async function readPostmortem(
  { incidents, people, language, timeZone }: ReadDeps,
  { params, query }: Request<typeof GetPostmortem>,
): Promise<Postmortem> {
  const incident = await findIncident(incidents, params.id)
  const saved = await people.postmortem(incident.id)
  if (saved) {
    return { incident: incident.number, body: saved.body, saved: true, updated_at: saved.updated_at, by: saved.by }
  }
  const body = postmortemTemplate(incident, query.language ?? language, timeZone)
  return { incident: incident.number, body, saved: false, updated_at: null, by: null }
}

export function savePostmortem(
  deps: ComponentDeps & { readonly people: PersonStore },
  { params, body: { body }, caller }: Request<typeof SavePostmortem>,
): Promise<Postmortem> {
  return deps.store.transaction(async () => {
    const { id, number } = await findIncident(deps.incidents, params.id)
    const known = await deps.people.postmortem(id)
    await changeIncident(deps, { name: id, caller, action: 'incident.postmortem-saved' }, (before, who) => {
      const written = entry({ ...signed(who), kind: 'postmortem', message: deps.words.postmortem })
      return amend(before, 'updated', {}, known ? [] : [written])
    })
    const updated_at = iso(deps.clock.now())
    const by_id = caller.kind === 'user' ? caller.id : null
    await deps.people.putPostmortem({ incident_id: id, body, updated_at, by: caller.name, by_id })
    return { incident: number, body, saved: true, updated_at, by: caller.name }
  })
}
