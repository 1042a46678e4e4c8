import { createHash } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { reasonFields } from '../../../contracts/messages/words.ts'
import { ProviderChanged, type ProviderEvent } from '../../../contracts/providers.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import { dependentsOf } from '../dependents/dependencies.ts'
import { kept, nextSignal, toSignal } from '../dependents/provider-signal.ts'
import type { Made } from '../deps.ts'
import { isTrouble, type StoredProvider } from '../registry/provider.ts'

type DependentDeps = Pick<Made, 'events' | 'signals' | 'dependencies' | 'publish' | 'words'>
export type PublishDeps = DependentDeps & Pick<Made, 'providers'>

const mostParts = 50
const mostUpdates = 3

/** Stores the provider and publishes what is new about it. Inside a transaction. */
export async function publishProvider(deps: PublishDeps, provider: StoredProvider, at: string): Promise<void> {
  const data = dataOf(provider, await deps.events.open(provider.id))
  const said = createHash('sha256').update(JSON.stringify(data)).digest('base64')
  const isNew = said !== provider.said
  const revision = isNew ? provider.revision + 1 : provider.revision
  await deps.providers.put({ ...provider, said, revision })
  if (isNew) await deps.publish(fact(ProviderChanged, provider.id, { ...data, revision }))
  await publishDependents(deps, provider, at)
}

/** Publishes what the provider means for each component that stands on it. Inside a transaction. */
export async function publishDependents(deps: DependentDeps, provider: StoredProvider, at: string): Promise<void> {
  const { events, signals, dependencies, publish, words } = deps
  const before = new Map((await signals.ofProvider(provider.id)).map(signal => [signal.component, signal]))
  const dependents = new Set(await dependentsOf(dependencies, provider.id))
  const open = (await events.open(provider.id)).filter(
    ({ kind, active, in_scope }) => kind === 'incident' && active && in_scope,
  )
  for (const component of new Set([...dependents, ...before.keys()])) {
    const stands = dependents.has(component)
    const signal = nextSignal(before.get(component), component, provider, { open, stands, at, words, newEpisode: uuid })
    if (!signal) continue
    await signals.put(kept(signal))
    await publish(fact(SignalChanged, signal.signal, toSignal(signal, open[0]?.url ?? provider.page, at)))
  }
}

function dataOf(
  provider: StoredProvider,
  open: readonly ProviderEvent[],
): Omit<EventData<typeof ProviderChanged>, 'revision'> {
  const { id, name, kind, page, state, derived, since, reason, source_updated_at, failing_since } = provider
  const shown = open.map(event => ({ ...event, updates: event.updates.slice(0, mostUpdates) }))
  return {
    id,
    name,
    kind,
    url: page,
    state,
    derived,
    since,
    ...reasonFields(reason),
    source_updated_at,
    failing_since,
    critical: provider.critical,
    archived: provider.archived,
    components: provider.parts.filter(part => part.in_scope && isTrouble(part.state)).slice(0, mostParts),
    incidents: shown.filter(event => event.kind === 'incident'),
    maintenances: shown.filter(event => event.kind === 'maintenance'),
  }
}
