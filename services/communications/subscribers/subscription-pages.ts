import { subscriptionMessages } from '../../../contracts/messages/subscriptions.ts'
import type { Subscription } from '../../../contracts/subscriptions.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { Reply } from '../../../kit/service/service.ts'
import { confirmationPage, languageOf, wantsPage } from '../links/confirmation-page.ts'
import { confirmSubscription, unsubscribe } from './change-subscription.ts'
import { confirmedBy, type Subscriptions, unsubscribedBy } from './subscriptions.ts'

type Asked = {
  readonly params: { readonly token: string }
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}
type What = 'confirm' | 'unsubscribe'
type Work = Pick<Subscriptions, 'subscribers' | 'links' | 'settings'>

/** What a link in a letter opens: says what it would do, and does nothing. */
export async function showSubscription(what: What, asked: Asked, work: Work): Promise<Reply> {
  const { params, headers } = asked
  const subscriber = await subscriberOf(what, params.token, work)
  const language = subscriber?.language ?? languageOf(headers, work.settings.language)
  const { page } = subscriptionMessages[language]
  if (subscriber) return confirmationPage({ language, ...page[what] })
  const isErased = what === 'unsubscribe' && unsubscribedBy(params.token, work.links) !== null
  return isErased ? confirmationPage({ language, ...page.ended }) : confirmationPage({ language, ...page.unknown }, 404)
}

/** The answer of a change: a page for a browser, else what the operation says. */
export async function changeSubscription(
  what: What,
  { params, headers }: Asked,
  work: Subscriptions,
): Promise<Subscription | Reply> {
  const run = () => (what === 'confirm' ? confirmSubscription : unsubscribe)(params.token, work)
  if (!wantsPage(headers)) return run()
  const subscriber = await subscriberOf(what, params.token, work)
  const language = subscriber?.language ?? languageOf(headers, work.settings.language)
  const { page } = subscriptionMessages[language]
  try {
    const { status } = await run()
    return confirmationPage({ language, ...(status === 'active' ? page.active : page.ended) })
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.kind === 'not-found') {
      return confirmationPage({ language, ...page.unknown }, 404)
    }
    throw thrown
  }
}

async function subscriberOf(what: What, token: string, work: Work) {
  if (what === 'confirm') return confirmedBy(token, work)
  const id = unsubscribedBy(token, work.links)
  return id === null ? undefined : work.subscribers.find(id)
}
