import { v7 as uuid } from 'uuid'
import type { SubscribeByEmail } from '../../../contracts/communications/subscriptions.ts'
import type { SubscriptionMessages } from '../../../contracts/messages/en/tables/subscriptions.ts'
import { tables } from '../../../contracts/messages/tables.ts'
import { limited, unavailable } from '../../../contracts/refusals.ts'
import { emailKey } from '../../../kit/auth/email-address.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import type { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Smtp } from '../channels/transport/smtp.ts'
import { inEveryLanguage } from '../emails/email.ts'
import type { EmailSender } from '../emails/email-sender.ts'
import { languageOf } from '../links/confirmation-page.ts'
import type { Wording } from '../notifications/message.ts'
import { resolveComponents } from '../public-status/resolve-components.ts'
import type { StatusCopies } from '../public-status/status-copies.ts'
import { confirmWithinMs, mayAskAgain, type Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'
import { confirmLink, newConfirmation } from './subscription-links.ts'

type Deps = {
  readonly store: Store
  readonly subscribers: SubscriberStore
  readonly copies: StatusCopies
  readonly emails: Pick<EmailSender, 'add'>
  readonly clock: Clock
  readonly subscriptionLimit: RateLimit
  readonly channels: { smtp(): Smtp | undefined }
  readonly settings: Wording
  /** Where links lead when nobody said where people reach us. */
  readonly listens_at: string | null
}

/** The answer is the same for every address: nobody learns who is subscribed. */
export async function subscribe(
  { body, headers, ip }: Request<typeof SubscribeByEmail>,
  deps: Deps,
): Promise<Output<typeof SubscribeByEmail>> {
  const { store, subscribers, copies, emails, clock, settings } = deps
  if (!deps.channels.smtp()) {
    throw unavailable('communications.no-mail-server')
  }
  const base_url = baseUrl(deps)
  const wait = deps.subscriptionLimit.take(hostPrefix(ip))
  if (wait > 0) {
    throw limited(
      'communications.too-many-subscriptions',
      {},
      {
        retryAfterS: wait,
      },
    )
  }
  const components = body.components && (await resolveComponents(body.components, 'body.components', copies))
  const wanted = components ? components.map(({ slug }) => slug) : null
  const language = body.language ?? languageOf(headers, settings.language)
  const now = clock.now()
  await store.transaction(async () => {
    const address = emailKey(body.email)
    const known = await subscribers.at(body.email)
    if (known && !mayAskAgain(known, now, wanted)) return
    const { token, confirm_sha256 } = newConfirmation()
    const asked = { wanted, asked_at: iso(now), confirm_sha256 }
    // Who is subscribed keeps language and address as they are: anybody may have asked.
    const subscriber: Subscriber =
      known?.status === 'active'
        ? { ...known, ...asked }
        : {
            ...asked,
            id: known?.id ?? uuid(),
            created_at: known?.created_at ?? iso(now),
            status: 'pending',
            email: body.email.trim(),
            address,
            components: wanted,
            language,
            base_url,
            confirmed_at: null,
            ended_at: null,
            ended_reason: null,
          }
    await subscribers.put(subscriber)
    const content = confirmationEmail(subscriber, confirmLink(token, subscriber, deps))
    const email = { id: uuid(), address: subscriber.email, content, thread: null, unsubscribe_url: null }
    await emails.add([{ ...email, expires_at: iso(now + confirmWithinMs) }])
  })
  return { status: 'pending', message: tables[language].subscriptions.asked }
}

/** Nobody who asks is believed when it says where we are (`Host`): anybody could have us send links to a page of theirs. */
function baseUrl({ settings, listens_at }: Pick<Deps, 'settings' | 'listens_at'>): string {
  const known = settings.public_url ?? listens_at
  if (known) return known
  throw unavailable('communications.no-public-url')
}

const confirmationEmail = ({ language }: Subscriber, url: string) =>
  inEveryLanguage(language, one => {
    const { ask }: SubscriptionMessages = tables[one].subscriptions
    const action = { label: ask.action, url }
    return { heading: ask.subject, paragraphs: [ask.text], facts: [], action, closing: [ask.ignore] }
  })
