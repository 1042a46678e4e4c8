import type { ListProviderEvents, ListProviders, Provider, ProviderEvent } from '../../../contracts/providers.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Position, ProviderEventStore } from '../state/provider-event-store.ts'
import type { StoredProvider } from './provider.ts'
import { findProvider } from './provider-registry.ts'
import type { ProviderStore } from './provider-store.ts'

type Deps = { readonly providers: ProviderStore; readonly events: ProviderEventStore; readonly clock: Clock }

/** By id; the cursor is the last one shown. */
export async function listProviders(
  { providers, events, clock }: Deps,
  { limit = 50, cursor }: Input<typeof ListProviders>['query'],
): Promise<Output<typeof ListProviders>> {
  const found = await providers.followed({ after: cursor, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const items: Output<typeof ListProviders>['items'] = []
  for (const provider of shown) {
    const presented = presentProvider(provider, await events.open(provider.id), clock.now())
    items.push({ ...presented, revision: provider.revision })
  }
  return { items, next_cursor: found.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

export async function getProvider(deps: Deps, id: string): Promise<Provider> {
  return presentProvider(await findProvider(deps, id), await deps.events.open(id), deps.clock.now())
}

/** Newest first. */
export async function listProviderEvents(
  { events }: Pick<Deps, 'events'>,
  { limit = 50, cursor, active, provider }: Input<typeof ListProviderEvents>['query'],
): Promise<Output<typeof ListProviderEvents>> {
  const after = cursor === undefined ? undefined : positionOf(cursor)
  const listed = await events.list({ active, provider, after, limit: limit + 1 })
  const shown = listed.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(({ event }) => event),
    next_cursor: listed.length > limit && last ? cursorOf(last.position) : null,
  }
}

const cursorOf = ({ sort_at, provider, id }: Position): string =>
  Buffer.from(JSON.stringify([sort_at, provider, id])).toString('base64url')

function positionOf(cursor: string): Position {
  const [sort_at, provider, id] = parsed(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (isText(sort_at) && isText(provider) && isText(id)) return { sort_at, provider, id }
  throw invalid('providers.invalid-cursor', 'this is no cursor; take next_cursor of an earlier answer', {
    fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
  })
}

/** A text without control characters, which PostgreSQL refuses. */
const isText = (value: unknown): value is string => typeof value === 'string' && !/\p{Cc}/u.test(value)

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
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
    ...{ id, name, kind, url: page, state, derived, since, reason, critical, origin, place },
    ...{ source_updated_at, failing_since, checked_at, verified_at },
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
