import { v7 as uuid } from 'uuid'
import type {
  ContactMessage,
  ListContactMessages,
  SendContactMessage,
} from '../../../contracts/communications/contact.ts'
import { limited, notFound } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import type { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import { notifyContact } from '../notifications/notify-team.ts'
import type { ContactStore } from './contact-store.ts'

type Deps = { readonly store: Store; readonly contactMessages: ContactStore; readonly clock: Clock }
type ReceiveDeps = Deps &
  Parameters<typeof notifyContact>[2] & {
    readonly contactLimit: RateLimit
    readonly channels: { list(): readonly ConfiguredChannel[] }
  }

export async function receiveMessage(
  { body, ip }: Request<typeof SendContactMessage>,
  deps: ReceiveDeps,
): Promise<Output<typeof SendContactMessage>> {
  const { store, contactMessages, clock, contactLimit, channels } = deps
  const wait = contactLimit.take(hostPrefix(ip))
  if (wait > 0) {
    throw limited('communications.too-many-messages', {}, { retryAfterS: wait })
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
    await contactMessages.add(received)
    await notifyContact(received, channels.list(), deps)
  })
  return { id: received.id, received_at: received.received_at }
}

const pages = pagesOf(
  cursorOf('communications.contact', 'text', 'communications.invalid-cursor'),
  ({ id }: ContactMessage) => id,
)

export async function listMessages(
  query: Input<typeof ListContactMessages>['query'],
  { contactMessages }: Pick<Deps, 'contactMessages'>,
): Promise<Output<typeof ListContactMessages>> {
  return pages(query, from => contactMessages.list({ ...query, ...from }))
}

export function handleMessage(
  id: string,
  by: Caller,
  { store, contactMessages, clock }: Deps,
): Promise<ContactMessage> {
  return store.transaction(async () => {
    const message = await find(id, contactMessages)
    const changes = { handled_at: message.handled_at ?? iso(clock.now()), handled_by: message.handled_by ?? by.name }
    await contactMessages.handle(id, changes)
    return { ...message, ...changes }
  })
}

export function deleteMessage(id: string, { store, contactMessages }: Omit<Deps, 'clock'>): Promise<null> {
  return store.transaction(async () => {
    await find(id, contactMessages)
    await contactMessages.remove(id)
    return null
  })
}

async function find(id: string, messages: ContactStore): Promise<ContactMessage> {
  const message = await messages.find(id)
  if (message) return message
  throw notFound('communications.message-not-found', { id })
}
