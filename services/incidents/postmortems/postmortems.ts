import type {
  GetPostmortem,
  ListPostmortemVersions,
  Postmortem,
  SavePostmortem,
} from '../../../contracts/incidents/incident-collaboration.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import { conflict } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import { isOutdated } from '../../../kit/service/revision.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Deps as ComponentDeps } from '../components/save-component.ts'
import { changeIncident, findIncident } from '../lifecycle/change-incident.ts'
import { amend, entry, signed } from '../lifecycle/incident.ts'
import type { IncidentStore } from '../lifecycle/incident-store.ts'
import type { PersonStore, StoredPostmortem } from '../people/person-store.ts'
import { postmortemTemplate } from './postmortem-template.ts'

type ReadDeps = {
  readonly incidents: IncidentStore
  readonly people: PersonStore
  readonly language: Language
  readonly timeZone: string
}

export async function readPostmortem(
  { incidents, people, language, timeZone }: ReadDeps,
  { params, query }: Request<typeof GetPostmortem>,
): Promise<Postmortem> {
  const incident = await findIncident(incidents, params.id)
  const saved = await people.postmortem(incident.id)
  if (saved) return presentPostmortem(incident.number, saved)
  const body = postmortemTemplate(incident, query.language ?? language, timeZone)
  return { incident: incident.number, body, saved: false, updated_at: null, by: null, revision: 0 }
}

export function savePostmortem(
  deps: ComponentDeps & { readonly people: PersonStore },
  { params, query, body: { body }, caller }: Request<typeof SavePostmortem>,
): Promise<Postmortem> {
  return deps.store.transaction(async () => {
    const { id, number } = await findIncident(deps.incidents, params.id)
    const known = await deps.people.postmortem(id)
    const present = known ? presentPostmortem(number, known) : { revision: 0 }
    if (isOutdated(query.revision, present)) {
      throw conflict('incidents.changed-meanwhile', {}, { present })
    }
    await changeIncident(deps, { name: id, caller, action: 'incident.postmortem-saved' }, (before, who) => {
      const said = entry({ ...signed(who), kind: 'postmortem', ...told(say('incident.postmortem')) })
      return amend(before, 'updated', {}, known ? [] : [said])
    })
    const updated_at = iso(deps.clock.now())
    const by_id = caller.kind === 'user' ? caller.id : null
    const written = { body, updated_at, by: caller.name, by_id, incident_id: id, revision: present.revision + 1 }
    await deps.people.putPostmortem(written)
    return presentPostmortem(number, written)
  })
}

export async function listPostmortemVersions(
  { incidents, people }: Pick<ReadDeps, 'incidents' | 'people'>,
  { params }: Request<typeof ListPostmortemVersions>,
): Promise<Output<typeof ListPostmortemVersions>> {
  const { id } = await findIncident(incidents, params.id)
  const versions = await people.postmortemVersions(id)
  return {
    items: versions.map(({ revision, body, updated_at, by }) => ({ revision, body, updated_at, by })),
    next_cursor: null,
  }
}

const presentPostmortem = (incident: string, { body, updated_at, by, revision }: StoredPostmortem): Postmortem => ({
  incident,
  body,
  saved: true,
  updated_at,
  by,
  revision,
})
