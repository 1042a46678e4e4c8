import { createHash } from 'node:crypto'
import { ProviderChanged, type ProviderEvent } from '../../../contracts/providers.ts'
import { SignalChanged } from '../../../contracts/signal.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import type { Book } from '../book.ts'
import { dependentsOf } from '../dependents/dependency.ts'
import { kept, nextSignal, toSignal } from '../dependents/provider-signal.ts'
import { isTrouble, type StoredProvider } from '../registry/provider.ts'

const mostParts = 50
const mostUpdates = 3

/** Stores the provider and tells others what is new about it. Inside a transaction. */
export async function publishProvider(book: Book, provider: StoredProvider, at: string): Promise<void> {
  const open = await book.events.open(provider.id)
  const data = dataOf(provider, open)
  const said = createHash('sha256').update(JSON.stringify(data)).digest('base64')
  const news = said !== provider.said
  const revision = news ? provider.revision + 1 : provider.revision
  await book.providers.put({ ...provider, said, revision })
  if (news) await book.publish(fact(ProviderChanged, provider.id, { ...data, revision }))
  await publishDependents(book, provider, at)
}

/** Says of each component that stands on the provider what that means for it. Inside a transaction. */
export async function publishDependents(book: Book, provider: StoredProvider, at: string): Promise<void> {
  const before = new Map((await book.signals.ofProvider(provider.id)).map(said => [said.component, said]))
  const standing = new Set(await dependentsOf(book.dependencies, provider.id))
  const events = await book.events.open(provider.id)
  const open = events.filter(({ kind, active, in_scope }) => kind === 'incident' && active && in_scope)
  for (const component of new Set([...standing, ...before.keys()])) {
    const stands = standing.has(component)
    const telling = { open, stands, at, words: book.words, newEpisode: book.newId }
    const said = nextSignal(before.get(component), component, provider, telling)
    if (!said) continue
    await book.signals.put(kept(said))
    await book.publish(fact(SignalChanged, said.signal, toSignal(said, open[0]?.url ?? provider.page, at)))
  }
}

function dataOf(
  provider: StoredProvider,
  open: readonly ProviderEvent[],
): Omit<EventData<typeof ProviderChanged>, 'revision'> {
  const { id, name, kind, page, state, derived, since, reason, source_updated_at, failing_since } = provider
  const shown = open.map(event => ({ ...event, updates: event.updates.slice(0, mostUpdates) }))
  return {
    ...{ id, name, kind, url: page, state, derived, since, reason, source_updated_at, failing_since },
    critical: provider.critical,
    archived: provider.archived,
    components: provider.parts.filter(part => part.in_scope && isTrouble(part.state)).slice(0, mostParts),
    incidents: shown.filter(event => event.kind === 'incident'),
    maintenances: shown.filter(event => event.kind === 'maintenance'),
  }
}
