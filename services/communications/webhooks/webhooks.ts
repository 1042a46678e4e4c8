import { randomBytes } from 'node:crypto'
import { v7 as uuid } from 'uuid'
import type { CreateWebhook, ListWebhooks, Webhook, WebhookEvent } from '../../../contracts/communications/webhooks.ts'
import { say } from '../../../contracts/messages/words.ts'
import { conflict, inBody, invalidFields, notFound, problemAt } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { redactAddress } from '../../../kit/http-client/redact-address.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import { webhook as kind } from '../channels/webhook.ts'
import type { News } from '../notifications/notification.ts'
import { mostWebhooks, type NewWebhook, type StoredWebhook, type WebhookStore } from './webhook-store.ts'

type Deps = {
  readonly store: Store
  readonly webhooks: WebhookStore
  readonly clock: Clock
  readonly network: OutgoingPolicy
  readonly channels: { refresh(): Promise<void> }
}

const dayMs = 86_400_000

export const channelName = (id: string): string => `webhook:${id}`

export async function createWebhook(
  body: Input<typeof CreateWebhook>['body'],
  caller: Caller,
  { store, webhooks, clock, network, channels }: Deps,
): Promise<Output<typeof CreateWebhook>> {
  const trust = caller.role === 'admin' ? 'operator' : 'anyone'
  const { url, secret = `whsec_${randomBytes(32).toString('base64')}` } = body
  const wrong = kind.problems?.({ url, secret }) ?? []
  const refusal = URL.canParse(url) ? network.refuses(new URL(url).hostname, trust) : null
  const problems = [...wrong, ...(refusal ? [problemAt('url', refusal)] : [])]
  if (problems.length > 0) throw invalidFields('communications.invalid-webhook', problems.map(inBody))
  const created_at = iso(clock.now())
  const webhook: NewWebhook = { id: uuid(), url, secret, events: body.events ?? null, trust, created_at }
  await store.transaction(async () => {
    if ((await webhooks.all()).length >= mostWebhooks) {
      throw conflict('communications.too-many-webhooks', { limit: mostWebhooks })
    }
    await webhooks.add(webhook)
  })
  await channels.refresh()
  return { ...shown({ ...webhook, shown_url: '' }), secret }
}

/** All of them on one page: there are never many. */
export async function listWebhooks({ webhooks }: Pick<Deps, 'webhooks'>): Promise<Output<typeof ListWebhooks>> {
  return { items: (await webhooks.all()).map(shown), next_cursor: null }
}

export async function deleteWebhook(
  id: string,
  { store, webhooks, channels }: Omit<Deps, 'clock' | 'network'>,
): Promise<null> {
  if (!(await store.transaction(() => webhooks.remove(id)))) {
    throw notFound('communications.webhook-not-found', { id })
  }
  await channels.refresh()
  return null
}

/** Whoever knows its whole address may send to it, so nobody is shown it again. */
function shown({ id, url, shown_url, events, created_at }: StoredWebhook): Webhook {
  return {
    id,
    url: url === null ? `${shown_url}/…` : redactAddress(url, 'receiver'),
    events: events && [...events],
    channel: channelName(id),
    created_at,
  }
}

/** Without its key nothing can be signed: each delivery says so, and is there to be sent when the key is. */
const unreadable: ConfiguredChannel['kind'] = {
  ...kind,
  send: async () => ({
    outcome: 'refused',
    error: say('delivery.webhook-unreadable'),
  }),
}

/** Who wants to know that planned work begins gets to know that it ends. */
const news: Readonly<Record<WebhookEvent, News>> = {
  'vigie.incidents.incident-opened.v1': 'opened',
  'vigie.incidents.incident-updated.v1': 'updated',
  'vigie.incidents.incident-resolved.v1': 'resolved',
  'vigie.incidents.maintenance-started.v1': 'maintenance',
  'vigie.incidents.maintenance-ended.v1': 'maintenance',
  'vigie.communications.announcement-published.v1': 'announced',
}

/** A webhook of the API is a channel like those of the file. */
export function channelOf({ id, url, secret, events, trust }: StoredWebhook): ConfiguredChannel {
  const isReadable = url !== null && secret !== null
  return {
    name: channelName(id),
    kind: isReadable ? kind : unreadable,
    settings: isReadable ? { url, secret } : {},
    smtp: undefined,
    enabled: true,
    lacks: null,
    when: events ? { events: [...new Set(events.map(event => news[event]))] } : {},
    group_ms: null,
    timeout_ms: 10_000,
    give_up_after_ms: dayMs,
    quiet: null,
    trust,
    origin: 'api',
    path: null,
  }
}
