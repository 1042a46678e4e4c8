import { v7 as uuid } from 'uuid'
import { type SubscriptionMessages, subscriptionMessages } from '../../../contracts/messages/subscriptions.ts'
import type { SubscribeByEmail } from '../../../contracts/subscriptions.ts'
import { emailKey } from '../../../kit/auth/email-address.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { limited, unavailable } from '../../../kit/service/errors.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { bothLanguages, type Email } from '../emails/email.ts'
import { languageOf } from '../links/confirmation-page.ts'
import { confirmWithinMs, mayAskAgain, type Subscriber } from './subscriber.ts'
import { confirmLink, newConfirmation, type Subscriptions } from './subscriptions.ts'

/** The answer is the same for every address: nobody learns who is subscribed. */
export async function subscribe(
  { body, headers, ip }: Request<typeof SubscribeByEmail>,
  work: Subscriptions,
): Promise<Output<typeof SubscribeByEmail>> {
  const { store, subscribers, mails, clock, settings } = work
  if (!work.smtp()) {
    throw unavailable('communications.no-mail-server', 'this page cannot send e-mails; take /feed.atom or a webhook')
  }
  const base_url = baseUrl(work)
  const wait = work.limit.take(hostPrefix(ip))
  if (wait > 0) {
    throw limited('communications.too-many-subscriptions', 'too many subscriptions from here; try later', {
      retryAfterS: wait,
    })
  }
  const wanted = body.components ? await work.slugsOf(body.components) : null
  const language = body.language ?? languageOf(headers, settings.language)
  const now = clock.now()
  await store.transaction(async () => {
    const address = emailKey(body.email)
    const known = await subscribers.at(body.email)
    if (known && !mayAskAgain(known, now, wanted)) return
    const { token, confirm_sha256 } = newConfirmation()
    const asking = (before: Subscriber | undefined): Subscriber => ({
      ...{ id: before?.id ?? uuid(), created_at: before?.created_at ?? iso(now), status: 'pending' },
      ...{ email: body.email.trim(), address, components: wanted, wanted, language, base_url, asked_at: iso(now) },
      ...{ confirmed_at: null, ended_at: null, ended_reason: null, confirm_sha256 },
    })
    // Who is subscribed keeps language and address as they are: anybody may have asked.
    const subscriber =
      known?.status === 'active' ? { ...known, wanted, asked_at: iso(now), confirm_sha256 } : asking(known)
    await subscribers.put(subscriber)
    const letter = confirmationEmail(subscriber, confirmLink(token, subscriber, work))
    const mail = { id: uuid(), address: subscriber.email, letter, thread: null, unsubscribe_url: null }
    await mails.add([{ ...mail, expires_at: iso(now + confirmWithinMs) }])
  })
  return { status: 'pending', message: subscriptionMessages[language].asked }
}

/** Nobody who asks is believed when it says where we are (`Host`): anybody could have us send links to a page of theirs. */
function baseUrl({ settings, listens_at }: Pick<Subscriptions, 'settings' | 'listens_at'>): string {
  const known = settings.public_url ?? listens_at
  if (known) return known
  throw unavailable(
    'communications.no-public-url',
    'this page does not know its own address, which links in e-mails need; set public_url in the configuration',
  )
}

function confirmationEmail({ language }: Subscriber, url: string): Email {
  const partOf = (one: 'en' | 'fr') => {
    const { ask }: SubscriptionMessages = subscriptionMessages[one]
    return {
      ...{ language: one, heading: ask.subject, paragraphs: [ask.text], facts: [] },
      ...{ action: { label: ask.action, url }, closing: [ask.ignore] },
    }
  }
  const subject = subscriptionMessages[language].ask.subject
  return { subject, tone: 'plain', parts: bothLanguages(language).map(partOf) }
}
