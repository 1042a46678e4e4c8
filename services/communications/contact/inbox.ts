import { v7 as uuid } from 'uuid'
import type { ContactMessage, ListContactMessages, SendContactMessage } from '../../../contracts/contact.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import type { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { limited, notFound } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import { readCursor } from '../read-cursor.ts'
import type { ContactStore } from './contact-store.ts'

export type Inbox = {
  readonly store: Store
  readonly messages: ContactStore
  readonly clock: Clock
  readonly limit: RateLimit
  /** In the transaction: the team hears that somebody wrote. */
  readonly tell: (message: ContactMessage) => Promise<void>
}

export async function receiveMessage(
  { body, ip }: Request<typeof SendContactMessage>,
  { store, messages, clock, limit, tell }: Inbox,
): Promise<Output<typeof SendContactMessage>> {
  const wait = limit.take(hostPrefix(ip))
  if (wait > 0) {
    throw limited('communications.too-many-messages', 'too many messages from here; try later', { retryAfterS: wait })
  }
  const received: ContactMessage = {
    id: uuid(),
    first_name: body.first_name.trim(),
    last_name: body.last_name.trim(),
    email: body.email || null,
    message: body.message.trim(),
    received_at: iso(clock.now()),
    handled_at: null,
    handled_by: null,
  }
  await store.transaction(async () => {
    await messages.add(received)
    await tell(received)
  })
  return { id: received.id, received_at: received.received_at }
}

const pages = cursorOf('communications.contact')

export async function listMessages(
  { limit = 50, cursor, handled }: Input<typeof ListContactMessages>['query'],
  messages: ContactStore,
): Promise<Output<typeof ListContactMessages>> {
  const found = await messages.list({ before: readCursor(pages, cursor), handled, limit: limit + 1 })
  return { items: found.slice(0, limit), next_cursor: nextCursor(pages, { found, limit }, ({ id }) => id) }
}

type Book = Pick<Inbox, 'store' | 'messages' | 'clock'>

export function handleMessage(id: string, by: Caller, { store, messages, clock }: Book): Promise<ContactMessage> {
  return store.transaction(async () => {
    const message = await found(id, messages)
    const changes = { handled_at: message.handled_at ?? iso(clock.now()), handled_by: message.handled_by ?? by.name }
    await messages.handle(id, changes)
    return { ...message, ...changes }
  })
}

export function deleteMessage(id: string, { store, messages }: Book): Promise<null> {
  return store.transaction(async () => {
    await found(id, messages)
    await messages.remove(id)
    return null
  })
}

async function found(id: string, messages: ContactStore): Promise<ContactMessage> {
  const message = await messages.find(id)
  if (message) return message
  throw notFound('communications.message-not-found', `there is no message "${id}"; GET /api/v1/contact lists them`)
}
