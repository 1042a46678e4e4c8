import type { ProviderEvent } from '../../../contracts/providers.ts'
import type { Book } from '../book.ts'
import { afterPoll } from '../registry/provider.ts'
import { eventsOf, vanished } from '../state/provider-event.ts'
import { publishProvider } from '../state/publish-provider.ts'
import type { Snapshot } from '../state/snapshot.ts'

export type PollResult = {
  readonly snapshot: Snapshot
  /** Its answer could be read, whatever it said. */
  readonly readable: boolean
  readonly at: string
}

/** Keeps what one look at a provider showed, and tells what is new. A provider that was archived meanwhile stays so. */
export async function recordPoll(book: Book, id: string, { snapshot, readable, at }: PollResult): Promise<void> {
  await book.store.transaction(async () => {
    const before = await book.providers.find(id)
    if (!before || before.archived) return
    // While it cannot be read, what it told last goes on: a status page often fails together with what it tells of.
    if (readable) await recordEvents(book, id, { snapshot, readable, at })
    await publishProvider(book, afterPoll(before, snapshot, readable, at), at)
  })
}

/** It says the same as before. */
export async function recordUnchanged({ store, providers }: Book, id: string, at: string): Promise<void> {
  await store.relaxed(() => providers.touch(id, at))
}

async function recordEvents(book: Book, provider: string, { snapshot, at }: PollResult): Promise<void> {
  const events = eventsOf(provider, snapshot)
  const told = new Set(events.map(({ id }) => id))
  const before = await book.events.current(provider, [...told])
  for (const event of events) {
    if (!isSame(before.get(event.id), event)) await book.events.put(event, at)
  }
  if (snapshot.partial) return
  for (const event of before.values()) {
    const open = event.active || event.phase === 'scheduled'
    if (open && !told.has(event.id)) await book.events.put(vanished(event, at), at)
  }
}

function isSame(one: ProviderEvent | undefined, other: ProviderEvent): boolean {
  return one !== undefined && JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

const sorted = (event: ProviderEvent): [string, unknown][] =>
  Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1))
