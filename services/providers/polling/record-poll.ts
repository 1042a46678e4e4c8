import type { ProviderEvent } from '../../../contracts/providers.ts'
import type { Made } from '../deps.ts'
import { afterPoll } from '../registry/provider.ts'
import { eventsOf, vanished } from '../state/provider-event.ts'
import { type PublishDeps, publishProvider } from '../state/publish-provider.ts'
import type { Snapshot } from '../state/snapshot.ts'

export type PollResult = {
  readonly snapshot: Snapshot
  /** Its answer could be read, whatever it said. */
  readonly readable: boolean
  readonly at: string
}

type Deps = PublishDeps & Pick<Made, 'store'>

/** Keeps what one poll of a provider showed, and publishes what is new. A provider that was archived meanwhile stays so. */
export async function recordPoll(deps: Deps, id: string, { snapshot, readable, at }: PollResult): Promise<void> {
  await deps.store.transaction(async () => {
    const before = await deps.providers.find(id)
    if (!before || before.archived) return
    // While it cannot be read, what it said last goes on: a status page often fails together with what it speaks of.
    if (readable) await recordEvents(deps, id, { snapshot, readable, at })
    await publishProvider(deps, afterPoll(before, snapshot, readable, at), at)
  })
}

/** It says the same as before. */
export async function recordUnchanged(
  { store, providers }: Pick<Deps, 'store' | 'providers'>,
  id: string,
  at: string,
): Promise<void> {
  await store.relaxed(() => providers.touch(id, at))
}

async function recordEvents(deps: Deps, provider: string, { snapshot, at }: PollResult): Promise<void> {
  const events = eventsOf(provider, snapshot)
  const listed = new Set(events.map(({ id }) => id))
  const before = await deps.events.current(provider, [...listed])
  for (const event of events) {
    if (!isSame(before.get(event.id), event)) await deps.events.put(event, at)
  }
  if (snapshot.partial) return
  for (const event of before.values()) {
    const open = event.active || event.phase === 'scheduled'
    if (open && !listed.has(event.id)) await deps.events.put(vanished(event, at), at)
  }
}

function isSame(one: ProviderEvent | undefined, other: ProviderEvent): boolean {
  return one !== undefined && JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
}

const sorted = (event: ProviderEvent): [string, unknown][] =>
  Object.entries(event).toSorted(([a], [b]) => (a < b ? -1 : 1))
