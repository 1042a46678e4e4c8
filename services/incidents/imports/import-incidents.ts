import { v5 as uuidOf } from 'uuid'
import type { Incident } from '../../../contracts/incidents.ts'
import { slugOf } from '../../../contracts/slug.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { addComponent } from '../components/save-component.ts'
import { fileStem } from '../files/incident-file.ts'
import { IncidentFileStore } from '../files/incident-file-store.ts'
import { amend, blank, type Change, entry, resolution } from '../lifecycle/incident.ts'
import type { Ranked } from '../lifecycle/incident-store.ts'
import { newIdentity } from '../lifecycle/save-incident.ts'
import type { Work } from '../work.ts'
import type { AslIncident } from './asl-incident.ts'

/** Names the incidents of the old tool, so that importing them twice changes nothing. */
const namespace = '6f1c2a2e-8f0f-4a0f-9f0b-0a7f5b5f4d11'

/** History is told to nobody: people knew of it when it happened. Answers false when it was here already. */
export function importIncident(work: Work, old: AslIncident): Promise<boolean> {
  return work.store.transaction(async () => {
    const id = uuidOf(`${slugOf(old.service)} ${old.started_at}`, namespace)
    if ((await work.incidents.byIds([id])).length > 0) return false
    const component = await componentOf(work, old)
    const { number, ranked } = await newIdentity(work, old.started_at)
    const { incident } = past(work, old, component, { id, number })
    await insertPast(work, incident, ranked)
    return true
  })
}

/** In the running transaction. No file is written of it: it has one already, the one it came from. */
export async function insertPast(work: Work, incident: Incident, ranked: Ranked): Promise<void> {
  const stem = fileStem(incident)
  const file = { stem, rank: await work.incidents.nextRank('file', stem) }
  await work.incidents.insert(incident, ranked, file)
  await work.incidents.addToTimeline(incident.id, incident.timeline)
  await new IncidentFileStore(work.store).written(incident.id, incident.revision, file)
}

/** What nobody watches any more is kept for its history only. */
async function componentOf(work: Work, { service, url, critical }: AslIncident): Promise<StoredComponent> {
  const slug = slugOf(service)
  const found = await work.components.bySlug(slug)
  return found ?? addComponent(work, { slug, name: service, url, critical, origin: 'signal', archived: true })
}

function past(
  work: Work,
  old: AslIncident,
  { id: component_id, slug, name, group }: StoredComponent,
  identity: Pick<Incident, 'id' | 'number'>,
): Change {
  const { started_at, resolved_at, url, error, http_code, critical } = old
  const component = { id: component_id, slug, name }
  const incident: Incident = {
    ...blank(started_at),
    ...identity,
    title: work.words.down(name),
    impact: critical ? 'critical' : 'major',
    component,
    components: [component],
    ...{ group, critical, url, error, http_code },
  }
  const at = resolved_at ?? started_at
  const words = work.words
  return amend(incident, 'resolved', resolution(incident, at), [
    entry({ at: started_at, kind: 'opened', status: 'investigating', public: true, message: incident.title }),
    ...(error === null ? [] : [entry({ at: started_at, kind: 'detected', message: error })]),
    entry({
      at,
      kind: 'resolved',
      status: 'resolved',
      public: true,
      message: resolved_at ? words.back(name) : words.endUnknown,
    }),
  ])
}
