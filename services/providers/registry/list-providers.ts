import type { ListProviderEvents, ListProviders, Provider } from '../../../contracts/providers.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Book } from '../book.ts'
import type { Position } from '../state/provider-event-store.ts'
import { presentProvider } from './present-provider.ts'
import { findProvider } from './provider-registry.ts'

/** By id; the cursor is the last one shown. */
export async function listProviders(
  { providers, events, clock }: Book,
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

export async function getProvider(book: Book, id: string): Promise<Provider> {
  return presentProvider(await findProvider(book, id), await book.events.open(id), book.clock.now())
}

/** Newest first. */
export async function listProviderEvents(
  { events }: Book,
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
