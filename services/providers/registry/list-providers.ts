import type { ListProviderEvents, ListProviders, Provider, ProviderEvent } from '../../../contracts/providers.ts'
import { type Cursor, cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Made } from '../deps.ts'
import type { Position } from '../state/provider-event-store.ts'
import type { StoredProvider } from './provider.ts'
import { findProvider } from './provider-registry.ts'

type Deps = Pick<Made, 'providers' | 'events' | 'clock'>

const providerPages = cursorOf('providers')
const eventPages = cursorOf('providers.events')

/** By id. */
export async function listProviders(
  { providers, events, clock }: Deps,
  { limit = 50, cursor }: Input<typeof ListProviders>['query'],
): Promise<Output<typeof ListProviders>> {
  const found = await providers.followed({ after: readCursor(providerPages, cursor), limit: limit + 1 })
  const shown = found.slice(0, limit)
  const items: Output<typeof ListProviders>['items'] = []
  for (const provider of shown) {
    const presented = presentProvider(provider, await events.open(provider.id), clock.now())
    items.push({ ...presented, revision: provider.revision })
  }
  return { items, next_cursor: nextCursor(providerPages, { found, limit }, ({ id }) => id) }
}

export async function getProvider(deps: Deps, id: string): Promise<Provider> {
  return presentProvider(await findProvider(deps, id), await deps.events.open(id), deps.clock.now())
}

/** Newest first. */
export async function listProviderEvents(
  { events }: Pick<Deps, 'events'>,
  { limit = 50, cursor, active, provider }: Input<typeof ListProviderEvents>['query'],
): Promise<Output<typeof ListProviderEvents>> {
  const key = readCursor(eventPages, cursor)
  const found = await events.list({
    active,
    provider,
    after: key === undefined ? undefined : positionOf(key),
    limit: limit + 1,
  })
  return {
    items: found.slice(0, limit).map(({ event }) => event),
    next_cursor: nextCursor(
      eventPages,
      { found, limit },
      ({ position: { sort_at, provider, id } }) => `${sort_at}|${provider}|${id}`,
    ),
  }
}

function positionOf(key: string): Position {
  const [sort_at = '', provider = '', ...id] = key.split('|')
  return { sort_at, provider, id: id.join('|') }
}

/** The key behind which a page begins; undefined for the first one. */
function readCursor(list: Cursor, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const key = list.read(cursor)
  // PostgreSQL refuses control characters.
  if (key !== null && !/\p{Cc}/u.test(key)) return key
  throw invalid('providers.invalid-cursor', 'this is no cursor; take next_cursor of an earlier answer', {
    fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
  })
}

/** Providers are polled every quarter of an hour at least: what is older was said before the program stopped. */
const freshMs = 20 * 60_000

/** `open`: what goes on or is planned, of this provider. */
function presentProvider(stored: StoredProvider, open: readonly ProviderEvent[], now: number): Provider {
  const provider = isFresh(stored, now)
    ? stored
    : { ...stored, ...forgotten, reason: `not verified since ${stored.verified_at}` }
  const { id, name, kind, page, state, derived, since, reason, critical, regions, origin, place } = provider
  const { source_updated_at, failing_since, checked_at, verified_at, components, parts, parts_total } = provider
  return {
    id,
    name,
    kind,
    url: page,
    state,
    derived,
    since,
    reason,
    critical,
    origin,
    place,
    source_updated_at,
    failing_since,
    checked_at,
    verified_at,
    components: [...parts],
    components_total: parts_total,
    incidents: open.filter(event => event.kind === 'incident'),
    maintenances: open.filter(event => event.kind === 'maintenance'),
    regions: [...regions],
    component_filter: [...components],
  }
}

const forgotten = { state: 'unknown', derived: true, parts: [], parts_total: 0 } as const

const isFresh = ({ verified_at }: StoredProvider, now: number): boolean =>
  verified_at === null || now - Date.parse(verified_at) <= freshMs
