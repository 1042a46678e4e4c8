import { v5 as uuidOf } from 'uuid'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { refOf } from '../components/component.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent, type Deps, type NewComponent } from '../components/save-component.ts'
import { amend, blank, type Change, entry, resolution, titled } from '../lifecycle/incident.ts'
import type { IncidentStore } from '../lifecycle/incident-store.ts'
import type { AslIncident } from './asl-incident.ts'

export type { Deps } from '../components/save-component.ts'

/** Names the incidents of the old tool, so that importing them twice changes nothing. */
const namespace = '6f1c2a2e-8f0f-4a0f-9f0b-0a7f5b5f4d11'

/** History is published to nobody: people knew of it when it happened. Answers false when it was here already. */
export function importIncident(deps: Deps, old: AslIncident): Promise<boolean> {
  const { incidents } = deps
  return deps.store.transaction(async () => {
    const id = uuidOf(`${slugOf(old.service)} ${old.started_at}`, namespace)
    if ((await incidents.byIds([id])).length > 0) return false
    const { service: name, url, critical } = old
    const component = await historicComponent(deps, { name, url, critical, origin: 'signal' })
    const identity = { ...(await incidents.newIdentity(old.started_at)), id }
    await insertPast(incidents, past(old, component, identity).incident)
    return true
  })
}

/** In the running transaction. No file is written of it: it has one already, the one it came from. */
export async function insertPast(incidents: IncidentStore, incident: Incident): Promise<void> {
  await incidents.insert(incident, incident.revision)
  await incidents.addToTimeline(incident.id, incident.timeline)
}

/** What nobody promises any more is kept for its history only. */
export async function historicComponent(deps: Deps, given: Omit<NewComponent, 'slug'>): Promise<StoredComponent> {
  const slug = slugOf(given.name)
  return (await deps.components.bySlug(slug)) ?? addComponent(deps, { ...given, slug, archived: true })
}

function past(old: AslIncident, subject: StoredComponent, identity: Pick<Incident, 'id' | 'number'>): Change {
  const { started_at, resolved_at, url, error, http_code, critical } = old
  const component = refOf(subject)
  const title = say('incident.down', { name: subject.name })
  const incident: Incident = {
    ...blank(started_at, identity),
    ...titled(title),
    impact: critical ? 'critical' : 'major',
    component,
    components: [component],
    group: subject.group,
    critical,
    url,
    error,
    http_code,
  }
  const at = resolved_at ?? started_at
  const ended = resolved_at ? say('incident.back', { name: subject.name }) : say('incident.end-unknown')
  return amend(incident, 'resolved', resolution(incident, at), [
    entry({ at: started_at, kind: 'opened', status: 'investigating', public: true, ...told(title) }),
    ...(error === null ? [] : [entry({ at: started_at, kind: 'detected', message: error })]),
    entry({ at, kind: 'resolved', status: 'resolved', public: true, ...told(ended) }),
  ])
}
