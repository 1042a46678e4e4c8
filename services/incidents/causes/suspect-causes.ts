import type { ProviderChanged } from '../../../contracts/providers.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { EventData } from '../../../kit/service/event.ts'
import { amend, entry } from '../lifecycle/incident.ts'
import { saveChanged } from '../lifecycle/save-incident.ts'
import type { Work } from '../work.ts'
import { componentKey, isProviderTroubled, newCauses, providerKey } from './cause.ts'
import { findCauses } from './find-causes.ts'

/** Providers say what happened minutes after it did. */
const laterMs = 600_000
const deepest = 5

export async function hearProvider(work: Work, news: EventData<typeof ProviderChanged>): Promise<void> {
  const { id, name, state, since, archived, revision } = news
  const known = await work.dependencies.provider(id)
  if (known && known.revision >= revision) return
  await work.dependencies.putProvider({ id, name, state, since, archived, revision })
  if (!archived && isProviderTroubled(state)) await suspect(work, providerKey(id))
}

/** The component is in trouble now: what stands on it may have failed for that. */
export function suspectComponent(work: Work, slug: string): Promise<void> {
  return suspect(work, componentKey(slug))
}

async function suspect(work: Work, ground: string): Promise<void> {
  const since = iso(work.clock.now() - laterMs)
  const seen = new Set<string>()
  let grounds = [ground]
  for (let depth = 0; depth < deepest && grounds.length > 0; depth += 1) {
    const ids = (await work.dependencies.above(grounds)).filter(id => !seen.has(id))
    for (const id of ids) {
      seen.add(id)
      for (const incident of await work.incidents.openOf(id)) {
        if (incident.detected_at >= since) await addCauses(work, incident.id)
      }
    }
    grounds = (await work.components.named(ids)).map(({ slug }) => componentKey(slug))
  }
}

async function addCauses(work: Work, id: string): Promise<void> {
  const [incident] = await work.incidents.byIds([id])
  if (!incident) return
  const found = await findCauses(
    work,
    incident.components.map(component => component.id),
  )
  const added = newCauses(incident, found)
  if (added.length === 0) return
  const at = iso(work.clock.now())
  const lines = added.map(({ message }) => entry({ at, kind: 'cause', message }))
  const suspected_causes = [...incident.suspected_causes, ...added]
  await saveChanged(work, amend(incident, 'updated', { suspected_causes }, lines), incident)
}
